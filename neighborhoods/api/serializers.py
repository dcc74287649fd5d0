"""Out is a row's columns, personal values masked; in is a question."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from rest_framework import serializers

from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed
from governance.vault.masks import masked_name
from neighborhoods.models import Building, Estate, Household, KeyPerson, Resident

LISTED = ArraySubquery(
    KeyPerson.objects.current()
    .filter(resident=OuterRef("pk"))
    .order_by("kind")
    .values(one=JSONObject(id="id", kind="kind", since="since", interval="interval"))
)


class EstateRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")

    class Meta:
        model = Estate
        fields = ["id", "name", "address", "kind", "division", "recorded_at", "version"]


class EstateEdit(Question):
    name = serializers.CharField(max_length=60)
    address = serializers.CharField(max_length=120, required=False, allow_blank=True)
    kind = serializers.ChoiceField(Estate.Kind.choices, required=False)


class NewEstate(EstateEdit):
    division = ScopedRelatedField(queryset=Division.objects.all(), help_text="居委（村）的 12 位代码")


class BuildingRow(serializers.ModelSerializer):
    estate = serializers.UUIDField(source="estate_id")
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")

    class Meta:
        model = Building
        fields = ["id", "estate", "name", "floors", "longitude", "latitude", "division", "recorded_at", "version"]


class BuildingEdit(Question):
    name = serializers.CharField(max_length=20)
    floors = serializers.IntegerField(min_value=1, max_value=200, required=False)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)


class NewBuilding(BuildingEdit):
    estate = ScopedRelatedField(queryset=Estate.objects.all())


class HouseholdRow(serializers.ModelSerializer):
    building = serializers.UUIDField(source="building_id")
    address = serializers.CharField(source="address.text", allow_null=True)
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")

    class Meta:
        model = Household
        fields = ["id", "building", "room", "floor", "address", "division", "since", "until", "recorded_at", "version"]


class HouseholdEdit(Question):
    room = serializers.CharField(max_length=20)
    floor = serializers.IntegerField(min_value=-10, max_value=200, required=False)
    since = serializers.DateField(required=False)


class NewHousehold(HouseholdEdit):
    building = ScopedRelatedField(queryset=Building.objects.all())


class ToEnd(Question):
    on = serializers.DateField(required=False, help_text="默认今天")


class KeySpan(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(KeyPerson.Kind.choices)
    since = serializers.DateField()
    interval = serializers.IntegerField(help_text="走访间隔，天")


class ResidentRow(serializers.ModelSerializer):
    household = serializers.UUIDField(source="household_id")
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    name = computed(serializers.CharField(help_text="掩码"), masked_name("name"))
    id_number = serializers.CharField(source="id_number_masked", help_text="掩码")
    phone = serializers.CharField(source="phone_masked", help_text="掩码")
    key_person = computed(KeySpan(many=True, help_text="现在列入的重点人群"), LISTED)

    class Meta:
        model = Resident
        fields = [
            "id", "household", "name", "sex", "birth_date", "relation", "id_number", "phone", "key_person",
            "division", "since", "until", "recorded_at", "version",
        ]  # fmt: skip


class ResidentEdit(Question):
    name = serializers.CharField(max_length=40)
    sex = serializers.ChoiceField(Resident.Sex.choices, required=False, allow_blank=True)
    birth_date = serializers.DateField(required=False, allow_null=True)
    relation = serializers.CharField(max_length=12, required=False, allow_blank=True)
    id_number = serializers.CharField(max_length=30, required=False, allow_null=True, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_null=True, allow_blank=True)
    since = serializers.DateField(required=False)


class NewResident(ResidentEdit):
    household = ScopedRelatedField(queryset=Household.objects.all())


class ToReveal(Question):
    reason = serializers.CharField(max_length=200, help_text="走访核实、办理工单、紧急联系，或至少 4 个字的其他理由")


class Seen(serializers.Serializer):
    name = serializers.CharField()
    id_number = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)


class ToList(Question):
    kind = serializers.ChoiceField(KeyPerson.Kind.choices)
    since = serializers.DateField(required=False)
    interval = serializers.IntegerField(min_value=1, max_value=365, required=False)


class ToDelist(Question):
    kind = serializers.ChoiceField(KeyPerson.Kind.choices)
    on = serializers.DateField(required=False)
