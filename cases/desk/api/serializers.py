"""Out is a row's columns; in is a question."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from rest_framework import serializers

from cases.desk.actions.photos import LOOKING
from cases.desk.models import Photo, ReplyTemplate, ShortlistEntry
from cases.models import Case
from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed
from governance.files.models import Attachment

DECIDED = Photo.objects.filter(attachment=OuterRef("pk"))
"""What officers decided about a picture; of one that came with its case nothing may be known yet."""


class ShortlistRow(serializers.ModelSerializer):
    case = serializers.UUIDField(source="case_id", help_text="工单，也是这一条的键")
    number = serializers.CharField(source="case.number")
    title = serializers.CharField(source="case.title")
    address = serializers.CharField(source="case.address")
    division = serializers.CharField(source="case.division_id", help_text="12 位区划代码")
    state = serializers.CharField(source="case.state")
    due_at = serializers.DateTimeField(source="case.due_at")
    withdrawn_at = serializers.DateTimeField(source="case.withdrawn_at", allow_null=True, help_text="工单撤回的时间")

    class Meta:
        model = ShortlistEntry
        fields = [
            "case", "position", "number", "title", "address", "division", "state", "due_at", "withdrawn_at", "added_at",
        ]  # fmt: skip


class ToShortlist(Question):
    case = ScopedRelatedField(queryset=Case.objects.all())
    over = serializers.BooleanField(default=False, help_text="在别人的清单上时接过来，并告知对方")


class ToMove(Question):
    up = serializers.BooleanField(help_text="true 往前一位，false 往后一位")


class HowMany(serializers.Serializer):
    cases = serializers.IntegerField()


def _decided(name: str) -> Any:
    return Subquery(DECIDED.values(name)[:1])


class PhotoRow(serializers.ModelSerializer):
    case = serializers.UUIDField(source="subject_id", help_text="所属工单")
    kind = computed(
        serializers.CharField(help_text="before 发现时，after 处理后；随报送附来、还没处理过的为空"), _decided("kind")
    )
    caption = computed(serializers.CharField(), Coalesce(_decided("caption"), Value("")))
    published_at = computed(serializers.DateTimeField(allow_null=True), _decided("published_at"))
    redacted = computed(
        serializers.BooleanField(help_text="遮挡过，原图已收起"), Exists(DECIDED.filter(Q(drawn_from__isnull=False)))
    )
    uploaded_at = serializers.DateTimeField(source="created")

    class Meta:
        model = Attachment
        fields = [
            "id", "case", "division", "kind", "caption", "content_type", "size", "published_at", "redacted", "uploaded_at",
        ]  # fmt: skip


class NewPhoto(Question):
    case = ScopedRelatedField(queryset=Case.objects.all())
    upload = serializers.FileField(help_text="JPG、PNG、WebP，不超过 20 MB；位置信息会去掉")
    kind = serializers.ChoiceField(Photo.Kind.choices, default=Photo.Kind.BEFORE)
    caption = serializers.CharField(max_length=60, required=False, allow_blank=True)


class ToRedact(Question):
    boxes = serializers.CharField(max_length=1000, help_text="左,上,右,下，宽高的千分之几；多处用分号隔开")


class ToLook(Question):
    why = serializers.ChoiceField(LOOKING, help_text="查看原图的理由，留痕")


class ReplyTemplateRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="适用范围，12 位")
    category = serializers.CharField(source="category.code", allow_null=True, help_text="类别代码，空为全部类别")

    class Meta:
        model = ReplyTemplate
        fields = ["id", "division", "step", "category", "title", "text", "order", "active"]


class ReplyTemplateFields(Question):
    step = serializers.ChoiceField(ReplyTemplate.Step.choices)
    category = serializers.CharField(
        max_length=40, required=False, allow_null=True, help_text="类别代码，取适用范围所用的"
    )
    title = serializers.CharField(max_length=30)
    text = serializers.CharField(max_length=500, help_text="{工单号} 等空用到工单上时填好")
    order = serializers.IntegerField(min_value=1, max_value=999, required=False)
    active = serializers.BooleanField(required=False)


class NewReplyTemplate(ReplyTemplateFields):
    division = ScopedRelatedField(queryset=Division.objects.all())


class ChangedReplyTemplate(ReplyTemplateFields):
    step = serializers.ChoiceField(ReplyTemplate.Step.choices, required=False)
    title = serializers.CharField(max_length=30, required=False)
    text = serializers.CharField(max_length=500, required=False)
