"""The first page of a role: nobody lands on a menu."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from governance.access.requests import SignedIn
from governance.access.roles import Role

FIRST_PAGES = {
    Role.DISTRICT_ADMIN: "indices:dashboard",
    Role.VIEWER: "indices:dashboard",
    Role.DEPARTMENT: "cases:list",
    Role.SUBDISTRICT_ADMIN: "cases:list",
    Role.STAFF: "cases:list",
    Role.CLERK: "visits:today",
    Role.AUDITOR: "audit",
}


@require_GET
def home(request: SignedIn) -> HttpResponse:
    held = request.user.home
    if held is None and request.user.is_superuser:
        return redirect("users")
    if held is None:
        return render(request, "errors/no_membership.html", status=200)
    return redirect(FIRST_PAGES[held.role])
