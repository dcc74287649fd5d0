import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings.production")
application = get_wsgi_application()

import governance.celery  # noqa: E402, F401  tasks poked from the web need the app
