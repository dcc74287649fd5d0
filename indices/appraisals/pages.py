"""What the app brings to pages that gather: menu entries, and what a third party found, beside the public index."""

from __future__ import annotations

from governance.web import nav
from indices.appraisals.selectors import beside  # noqa: F401  registers itself with the index

nav.register(nav.NavItem(nav.DUTIES, "考核评价", "award", "appraisals:list", "appraisals.view_appraisal", order=60))
nav.register(
    nav.NavItem(
        nav.DUTIES, "第三方评估", "search", "appraisals:externals", "appraisals.view_externalassessment", order=61
    )
)
nav.register(
    nav.NavItem(
        nav.DUTIES, "睦邻中心评估", "house-heart", "appraisals:centers", "appraisals.view_centerassessment", order=62
    )
)
