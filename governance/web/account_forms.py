"""Forms of the administrators: accounts, memberships, tokens, departments. Rules are in the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from governance.access.actions.tokens import MOST_DAYS
from governance.access.granting import grantable
from governance.access.models import Department, Division, Token, User
from governance.access.roles import Role
from governance.access.selectors import divisions_in_reach
from governance.web.forms import Fitted


class DivisionField(forms.ModelChoiceField):
    """A choice among divisions that tells committees of one name apart by their street."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Division.objects.none(), label="区划", empty_label="请选择", error_messages={
            "required": "请选择区划。", "invalid_choice": "这个区划不在您的范围内。"}, **kwargs)  # fmt: skip

    def label_from_instance(self, division: Division) -> str:
        is_below = division.level == Division.Level.COMMITTEE
        return f"{division.parent.name} › {division.name}" if is_below and division.parent else division.name


class MembershipForm(Fitted):
    role = forms.ChoiceField(
        label="角色", error_messages={"required": "请选择角色。", "invalid_choice": "您不能授予这一角色。"}
    )
    division = DivisionField()
    department = forms.ModelChoiceField(
        Department.objects.none(), label="部门", required=False, empty_label="不选", help_text="只有职能部门角色要选。",
        error_messages={"invalid_choice": "这个部门不在您的范围内。"},
    )  # fmt: skip

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = grantable(by)
        self.fields["role"].choices = [("", "请选择"), *((role, role.label) for role in roles)]
        self.fields["division"].queryset = divisions_in_reach(by, "access.add_membership")
        if Role.DEPARTMENT in roles:
            self.fields["department"].queryset = _departments(by)
        else:
            del self.fields["department"]


class NewUserForm(MembershipForm):
    username = forms.RegexField(
        r"^[\w.@+-]+$", label="账号", max_length=150, help_text="登录时输入，只用字母、数字和 @ . + - _。",
        error_messages={"required": "请填写账号。", "invalid": "账号只能用字母、数字和 @ . + - _，中间不留空格。"},
    )  # fmt: skip
    name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})
    field_order = ["username", "name", "role", "division", "department"]


class TokenForm(forms.Form):
    name = forms.CharField(
        label="用途",
        max_length=60,
        help_text="哪个程序用它，例如 数据同步。",
        error_messages={"required": "请写明用途。"},
    )
    scope = forms.ChoiceField(
        label="权限", choices=Token.Scope.choices, initial=Token.Scope.READ, widget=forms.RadioSelect
    )
    days = forms.IntegerField(
        label="有效天数", min_value=1, max_value=MOST_DAYS, initial=30,
        error_messages={
            "min_value": f"有效天数应在 1 到 {MOST_DAYS} 之间。", "max_value": f"有效天数应在 1 到 {MOST_DAYS} 之间。",
            "required": "请填写有效天数。", "invalid": "有效天数是整数。",
        },
    )  # fmt: skip
    addresses = forms.CharField(
        label="允许的来源地址", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个地址或网段，例如 10.1.2.3 或 10.1.0.0/16；不填则不限。",
    )  # fmt: skip

    def clean_addresses(self) -> list[str]:
        return self.cleaned_data["addresses"].split()


class DepartmentForm(Fitted):
    division = DivisionField()
    code = forms.SlugField(
        label="代码", max_length=40, help_text="接口里用，例如 minzheng。",
        error_messages={"required": "请填写代码。", "invalid": "代码只能用字母、数字、下划线和连字符。"},
    )  # fmt: skip
    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请填写名称。"})

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = divisions_in_reach(by, "access.add_department").exclude(level=Division.Level.COMMITTEE)
        self.fields["division"].queryset = reach
        self.initial.setdefault("division", by.home.code if by.home else None)


def _departments(by: User) -> QuerySet[Department]:
    return Department.objects.visible_to(by, "access.add_membership").filter(active=True)
