"""The launcher: servers, accounts and processes of a checkout. Knows nothing of Django, so that it runs before it."""
