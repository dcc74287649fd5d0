"""The menu entry, for whoever sees cases; and the address of the rows behind a number."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from cases.rates.definitions import Rate
from governance.web import nav

nav.register(nav.NavItem(nav.REVIEW, "办理质效", "pie-chart", "rates:rates", "cases.view_case", order=40))


def address(query: dict[str, str], rate: Rate, side: str) -> str:
    """`query` is that of `Asked`, with `key` for one line. `side` is one of `selectors.SIDES`."""
    return f"{reverse('rates:rows')}?{urlencode(query | {'rate': rate.code, 'side': side})}"
