"""What the app brings to pages that gather: its menu entries."""

from __future__ import annotations

from governance.web import nav

nav.register(nav.NavItem(nav.REVIEW, "诉求分析", "diagram-3", "advice:analysis", "advice.view_cluster", order=60))
nav.register(nav.NavItem(nav.ADMIN, "类别模型", "stars", "advice:models", "advice.view_categorymodel", order=64))
