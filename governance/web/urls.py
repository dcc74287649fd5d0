from django.urls import path

from governance.web.views import accounts, health, home

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", accounts.sign_in, name="login"),
    path("logout/", accounts.sign_out, name="logout"),
    path("me/password/", accounts.password_change, name="password-change"),
    path("me/second-factor/", accounts.second_factor, name="second-factor"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
