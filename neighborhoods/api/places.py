"""`estates` and `buildings` over REST."""

from __future__ import annotations

import uuid
from typing import Any

from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable
from neighborhoods.actions import places
from neighborhoods.api.serializers import BuildingEdit, BuildingRow, EstateEdit, EstateRow, NewBuilding, NewEstate
from neighborhoods.filters import BuildingFilter, EstateFilter
from neighborhoods.models import Building, Estate


class EstateViewSet(Creatable, Editable, ScopedViewSet):
    """小区。"""

    queryset = Estate.objects.all()
    serializer_class = EstateRow
    filterset_class = EstateFilter
    create_question, edit_question = NewEstate, EstateEdit

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Estate:
        return places.add_estate(asked.pop("division"), by=by, id=id, **asked)

    def change(self, row: Estate, asked: dict[str, Any], *, by: Any) -> Estate:
        return places.change_estate(row, by=by, **asked)


class BuildingViewSet(Creatable, Editable, ScopedViewSet):
    """楼栋。"""

    queryset = Building.objects.all()
    serializer_class = BuildingRow
    filterset_class = BuildingFilter
    create_question, edit_question = NewBuilding, BuildingEdit

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Building:
        return places.add_building(asked.pop("estate"), by=by, id=id, **asked)

    def change(self, row: Building, asked: dict[str, Any], *, by: Any) -> Building:
        return places.change_building(row, by=by, **asked)
