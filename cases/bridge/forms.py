"""Shape of the input of the bridge's pages; the rules are the actions'."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.bridge.looks import EVENTS
from cases.bridge.models import Platform, Webhook
from cases.models import Category
from governance.access.models import Department, Division, User
from governance.access.selectors import divisions_in_reach
from governance.web.account_forms import DivisionField
from governance.web.forms import Fitted

NEEDED = {"required": "请填写。", "invalid_choice": "请从列表中选择。"}


class Pairs(forms.CharField):
    """One `左 = 右` a line; a dictionary inside."""

    def __init__(self, label: str, help_text: str) -> None:
        widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
        super().__init__(label=label, required=False, max_length=4000, help_text=help_text, widget=widget)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{left} = {right}" for left, right in value.items()) if isinstance(value, dict) else value

    def clean(self, value: Any) -> dict[str, str]:
        found = {}
        for line in super().clean(value).splitlines():
            left, sign, right = (part.strip() for part in line.partition("="))
            if line.strip() and not (left and sign and right and len(right) <= 40):
                raise forms.ValidationError(f"“{line[:40]}”不是一行“左 = 右”，请改正。")
            if left:
                found[left] = right
        return found


class PeerForm(Fitted):
    """What platforms and webhooks share. The division is chosen once."""

    name = forms.CharField(label="名称", max_length=60, error_messages=NEEDED)
    url = forms.CharField(
        label="地址", max_length=300, error_messages=NEEDED, widget=forms.URLInput, help_text="以 https:// 开头。"
    )
    division = DivisionField()

    def __init__(self, by: User, peer: Any, *args: Any, **kwargs: Any) -> None:
        if peer is not None:
            kwargs["initial"] = {name: getattr(peer, name) for name in self.base_fields if hasattr(peer, name)}
        super().__init__(*args, **kwargs)
        self.arrange(by)
        if peer is not None:
            for name in ("division", "code", "secret"):
                self.fields.pop(name, None)
        else:
            above = divisions_in_reach(by, "bridge.add_platform").exclude(level=Division.Level.COMMITTEE)
            self.fields["division"].queryset = above
            self.initial.setdefault("division", by.home.code if by.home else None)

    def arrange(self, by: User) -> None:
        """Fill the choices."""


class PlatformForm(PeerForm):
    code = forms.SlugField(label="代码", max_length=16, error_messages=NEEDED, help_text="对方的简称，例如 cityops。")
    direction = forms.ChoiceField(
        label="方向",
        choices=Platform.Direction.choices,
        widget=forms.RadioSelect,
        initial="both",
        error_messages=NEEDED,
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label="对应的承办部门", required=False, empty_label="不选", error_messages=NEEDED,
        help_text="转出的工单派遣给它，由对方平台代办。",
    )  # fmt: skip
    fallback = forms.ModelChoiceField(
        Category.objects.none(), label="对不上时的类别", required=False, empty_label="不收", error_messages=NEEDED
    )
    categories = Pairs("类别对照", "一行一个：本平台代码 = 对方代码。没写的用同一个代码。")
    states = Pairs(
        "状态对照",
        "一行一个：对方的状态 = 含义。含义有 " + "、".join(f"{key}（{name}）" for key, name in EVENTS.items()) + "。",
    )
    secret = forms.CharField(
        label="密钥", required=False, max_length=200, help_text="对方给的密钥；不填由系统生成，只显示一次。",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    field_order = [
        "name",
        "code",
        "division",
        "url",
        "direction",
        "department",
        "fallback",
        "categories",
        "states",
        "secret",
    ]

    def arrange(self, by: User) -> None:
        self.fields["department"].queryset = Department.objects.visible_to(by).filter(active=True)
        self.fields["fallback"].queryset = Category.objects.visible_to(by).in_use()
        self.fields["url"].help_text = "对方给的接口地址，以 https:// 开头；其下的 cases/ 收工单，events/ 收进展。"


class WebhookForm(PeerForm):
    topics = forms.MultipleChoiceField(
        label="事件", choices=Webhook.Topic.choices, widget=forms.CheckboxSelectMultiple, initial=Webhook.Topic.values,
        error_messages={"required": "请至少选一种事件。"},
    )  # fmt: skip
    field_order = ["name", "division", "url", "topics"]


class ToPlatform(Fitted):
    platform = forms.ModelChoiceField(Platform.objects.none(), label="平台", empty_label=None, error_messages=NEEDED)

    def __init__(self, platforms: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["platform"].queryset = platforms


class WithReason(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, error_messages={"required": "请填写理由。"})
