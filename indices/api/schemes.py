"""`schemes`: the versions of schemes. A draft is made from a definition as `score_table` reads it, and locked by a step."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from rest_framework import serializers

from governance.access.models import Division
from governance.api.fields import Nothing, Question, ScopedRelatedField, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps
from indices.actions import drafting, schemes
from indices.filters import SchemeFilter
from indices.flows import SCHEME_VERSION
from indices.models import Scheme, SchemeVersion


class SchemeRow(serializers.ModelSerializer):
    scheme = serializers.CharField(source="scheme.code", help_text="方案代码")
    name = serializers.CharField(source="scheme.name")
    sample = serializers.BooleanField(source="scheme.sample", help_text="示例方案，不是官方评价")
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    based_on = serializers.UUIDField(source="based_on_id", allow_null=True, help_text="来自哪一版")

    class Meta:
        model = SchemeVersion
        fields = [
            "id", "scheme", "name", "sample", "number", "state", "division", "hash", "definition", "provisional", "note", "based_on",
            "locked_at", "recorded_at", "version",
        ]  # fmt: skip


class Drafted(Question):
    definition = serializers.JSONField(help_text="与 score_table 读的方案相同；同一节点的下级权重合计 100（或 1）")
    provisional = serializers.ListField(
        child=serializers.CharField(max_length=12), required=False, help_text="目标值暂定的指标"
    )
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class NewScheme(Drafted):
    scheme = serializers.RegexField(r"^[a-z0-9-]{2,40}$", help_text="方案代码；没有的，就新建")
    division = ScopedRelatedField(queryset=Division.objects.all(), required=False, help_text="新建方案时必填，区级")
    name = serializers.CharField(max_length=60, required=False, help_text="新建方案的名称")
    based_on = ScopedRelatedField(queryset=SchemeVersion.objects.all(), required=False, allow_null=True)


class SchemeViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """评估方案的各个版本。新建的是草稿，可以改；锁定以后永不改动。"""

    queryset = SchemeVersion.objects.all()
    serializer_class = SchemeRow
    filterset_class = SchemeFilter
    ordering_fields = ("id",)
    ordering = "id"
    create_question = NewScheme
    edit_question = Drafted
    flow = SCHEME_VERSION
    steps: ClassVar[dict[str, Any]] = {
        "lock": (Nothing, schemes.lock),
        "retire": (Nothing, schemes.retire),
        "withdraw": (WithReason, drafting.withdraw),
    }

    def get_queryset(self) -> Any:
        found = SchemeVersion.objects.for_reader(self.request.user)
        return found.standing() if self.action == "list" else found

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> SchemeVersion:
        code = asked.pop("scheme")
        division = asked.pop("division", None) or _place(code, by)
        return drafting.bring(id=id, code=code, division=division, by=by, **asked)

    def change(self, row: SchemeVersion, asked: dict[str, Any], *, by: Any) -> SchemeVersion:
        return drafting.revise(row, by=by, **asked)

    def detail_fields(self, row: SchemeVersion) -> dict[str, Any]:
        return {
            "allowed_steps": self.allowed_steps(row),
            "withdrawn_at": row.withdrawn_at,
            "withdrawn_reason": row.withdrawn_reason,
        }

    def allowed_steps(self, row: SchemeVersion) -> list[str]:
        return super().allowed_steps(row) + ["withdraw"] * drafting.may_withdraw(self.request.user, row)


def _place(code: str, by: Any) -> Division:
    """Where the one scheme of that code is; who reaches several, or none, says which division is meant."""
    found = list(Scheme.objects.visible_to(by, "indices.add_scheme").filter(code=code).select_related("division")[:2])
    if len(found) != 1:
        raise ValidationError({"division": "请写明方案属于哪个区（12 位区划代码）。"})
    return found[0].division
