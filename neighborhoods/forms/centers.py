"""Shape of the input about centers, rooms, bookings and activities."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from typing import Any

from django import forms
from django.db.models import Q

from governance.access import codes
from governance.access.models import User
from governance.web.forms import Fitted
from neighborhoods.actions.centers import Hours
from neighborhoods.forms.fields import DivisionForm, TimesForm, text
from neighborhoods.models import Activity, BuildingGroup, Center, CenterService, OpeningHours, Partner, Room

_STRETCH = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class CenterForm(DivisionForm):
    name = text("名称", 60)
    kind = forms.ChoiceField(label="类型", choices=Center.Kind.choices, widget=forms.RadioSelect, initial=Center.Kind.CENTER)  # fmt: skip
    address = text("地址", 120)
    phone = text("服务电话", 20, required=False)
    notice = text("须知", 400, rows=3, required=False, help_text="写给居民看，会公开显示。")


class HoursForm(Fitted):
    """A line a weekday: `08:30-11:30 13:00-17:00`; an empty line is a closed day."""

    def __init__(self, center: Center, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(center.hours.filter(active=True).order_by("opens")) if center.pk else []
        for weekday, label in OpeningHours.Weekday.choices:
            shown = " ".join(f"{one.opens:%H:%M}-{one.closes:%H:%M}" for one in found if one.weekday == weekday)
            self.fields[f"day{weekday}"] = text(label, 80, required=False, initial=shown)

    def hours(self) -> list[Hours]:
        return [one for weekday in OpeningHours.Weekday.values for one in self.cleaned_data[f"day{weekday}"]]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for weekday in OpeningHours.Weekday.values:
            try:
                given[f"day{weekday}"] = _stretches(weekday, given.get(f"day{weekday}", ""))
            except ValueError:
                self.add_error(f"day{weekday}", "请写成 08:30-11:30 13:00-17:00，不开放就留空。")
        return given


def _stretches(weekday: int, line: str) -> list[Hours]:
    """Raises ValueError for what is no list of stretches."""
    plain = re.sub(r"\s*[-–—~至]+\s*", "-", unicodedata.normalize("NFKC", line))
    found = []
    for piece in filter(None, re.split(r"[\s,;、]+", plain)):
        match = _STRETCH.fullmatch(piece)
        if match is None:
            raise ValueError(piece)
        hour, minute, end_hour, end_minute = map(int, match.groups())
        found.append(Hours(weekday, time(hour, minute), time(end_hour, end_minute)))
    if any(one.closes <= one.opens for one in found):
        raise ValueError(line)
    return found


class RoomForm(forms.Form):
    name = text("名称", 40)
    capacity = forms.IntegerField(
        label="容纳人数", min_value=1, max_value=2000, initial=20, error_messages={"required": "请填容纳人数。"}
    )
    equipment = text("设备", 120, required=False, help_text="如：投影、音响、桌椅 30 套")
    needs_approval = forms.BooleanField(label="预约须由中心确认", required=False)
    active = forms.BooleanField(label="接受预约", required=False, initial=True)


class ServiceForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=CenterService.Kind.choices)
    name = text("项目", 40, help_text="如：午餐助餐、口腔义诊")
    hours = text("时间", 60, required=False, help_text="如：每周三上午")
    fee = text("收费", 40, required=False, help_text="如：免费、15 元一份")
    active = forms.BooleanField(label="现在提供", required=False, initial=True)


class BookingForm(TimesForm):
    purpose = text("用途", 60, help_text="不要写人名和电话。")
    heads = forms.IntegerField(label="人数", min_value=1, max_value=2000, initial=10)
    holder = text("使用单位", 60, required=False, help_text="不填就是预约的单位。")


class _RoomChoice(forms.ModelChoiceField):
    def label_from_instance(self, room: Room) -> str:
        return f"{room.center} · {room.name}（{room.capacity} 人）"


def _choice(queryset: Any, label: str, **kwargs: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset, label=label, required=False, empty_label="不选", **kwargs)


class ActivityForm(TimesForm):
    title = text("名称", 60)
    theme = forms.ChoiceField(label="主题", choices=Activity.Theme.choices)
    organiser_kind = forms.ChoiceField(label="主办方类型", choices=Activity.Organiser.choices)
    organiser = text("主办方", 60, required=False)
    room = _RoomChoice(
        Room.objects.none(),
        label="活动室",
        required=False,
        empty_label="不用活动室",
        help_text="发布时自动预约，取消时放开。",
    )
    center = _choice(Center.objects.none(), "睦邻中心", help_text="在中心但不用活动室时选。")
    place = text("地点", 120, required=False, help_text="不在中心时填，如：小区中心花园")
    capacity = forms.IntegerField(label="名额", min_value=1, max_value=5000, required=False, help_text="不填就是不限。")
    group = _choice(BuildingGroup.objects.none(), "睦邻楼组")
    partner = _choice(Partner.objects.none(), "共建单位")
    description = text("介绍", 1000, rows=3, required=False, help_text="会公开显示，不要写证件号和私人电话。")
    open_to_all = forms.BooleanField(label="公开，写进公共活动表", required=False, initial=True)
    field_order = [
        "title", "division", "day", "begins", "ends", "theme", "room", "center", "place", "capacity", "organiser_kind",
        "organiser", "group", "partner", "description", "open_to_all",
    ]  # fmt: skip

    def __init__(self, user: User, *args: Any, at: str = "", **kwargs: Any) -> None:
        """`at` is the division of an activity that exists: what is near it may be chosen. A district holds none of a 楼组."""
        super().__init__(*args, **kwargs)
        near = _near(at)
        centers = Center.objects.visible_to(user).filter(near, state=Center.State.OPEN)
        rooms = Room.objects.visible_to(user).filter(near, active=True, center__state=Center.State.OPEN)
        self.fields["room"].queryset = rooms.select_related("center").order_by("center__name", "name")
        self.fields["center"].queryset = centers.order_by("division", "name")
        self.fields["partner"].queryset = Partner.objects.visible_to(user).filter(near, active=True).order_by("name")
        if len(codes.significant(at or (user.home.code if user.home else ""))) > codes.CUTS["district"]:
            self.fields["group"].queryset = (
                BuildingGroup.objects.visible_to(user).current().filter(near).order_by("name")
            )
        else:
            del self.fields["group"]


def _near(code: str) -> Q:
    """Rows of `code`, above or below it, as the action asks for."""
    if not code:
        return Q()
    low, high = codes.within(code)
    return Q(division__gte=low, division__lt=high) | Q(division__in=codes.ancestors(code))


class PartnerForm(DivisionForm):
    name = text("名称", 60)
    kind = forms.ChoiceField(label="类型", choices=Partner.Kind.choices)
    uscc = text("统一社会信用代码", 18, required=False, help_text="18 位，没有可不填。")
    active = forms.BooleanField(label="在用", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "division" in self.fields:
            del self.fields["active"]  # a new one is in use
