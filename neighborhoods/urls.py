app_name = "neighborhoods"
urlpatterns: list = []
