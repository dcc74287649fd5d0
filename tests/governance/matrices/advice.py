"""The part of cases.advice in the access matrix: hints while typing, models, the analysis of what people ask."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from cases.advice.actions.clusters import cluster
from cases.advice.models import Cluster
from governance.access.models import User
from tests.factories.cases import CategoryFactory, new_case

MATRIX: dict[str, str] = {
    "advice": """
GET   /advice/                                               | 302 | 200 200 403 200 200 403 403 |   0 403
GET   /advice/?within={committee}                            | 302 | 200 200 403 200 200 403 403 | 404 403
GET   /advice/export/                                        | 302 | 200 200 403 200 200 403 403 |   0 403
GET   /advice/records/                                       | 302 | 200 200 403 200 200 403 403 |   0 403
GET   /advice/clusters/{cluster}/                            | 302 | 200 200 403 200 200 403 403 | 404 403
POST  /advice/hints/                                         | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /advice/models/                                        | 302 |   0   0 403   0   0 403 403 |   0 403
""",
}
PAGES: dict[str, dict[str, Any]] = {"/advice/hints/": {"category": "leaks", "title": "屋顶漏水", "address": "3 号楼"}}
API: dict[str, dict[str, Any]] = {}
SHOWN: tuple[str, ...] = ("cluster", "cluster_number")
SPECIMEN: dict[str, str] = {}
ASKED: dict[str, str] = {}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """Three cases of the northern committee that say the same, clustered."""
    category = CategoryFactory(division=place.district, code="leaks", name="渗漏")
    cases = [new_case(place.north1, category=category, title="屋顶漏水", address="3 号楼") for _ in range(3)]
    cluster(place.district)
    found = Cluster.objects.get(members__case=cases[0])
    return {"cluster": str(found.pk), "cluster_number": cases[0].number}
