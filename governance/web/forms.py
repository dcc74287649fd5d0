"""What all forms share, and those of the shell: signing in and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django_otp.plugins.otp_totp.models import TOTPDevice


def posted(request: HttpRequest) -> QueryDict | None:
    """The data for a form: an empty POST is an answer too, with every required field missing."""
    return request.POST if request.method == "POST" else None


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class Fitted(forms.Form):
    """A form that fits its fields to who asks: querysets, choices, initial values."""

    fields: dict[str, Any]  # type: ignore[assignment]  # Django's type knows only what all fields share

    if TYPE_CHECKING:  # keywords of ours stand before what is passed on; a form that cleans answers what it kept

        def __init__(self, *args: Any, **kwargs: Any) -> None: ...

        def clean(self) -> dict[str, Any]: ...


class SignInForm(AuthenticationForm):
    username = forms.CharField(label="账号", max_length=150, error_messages={"required": "请输入账号。"})
    password = forms.CharField(
        label="密码", strip=False, widget=forms.PasswordInput, error_messages={"required": "请输入密码。"}
    )
    error_messages = {"invalid_login": "账号或密码不对，请核对后再试。", "inactive": "账号已停用，请联系街道管理员。"}


class PasswordForm(PasswordChangeForm):
    error_messages = {
        "password_incorrect": "原密码不对，请重新输入。",
        "password_mismatch": "两次输入的新密码不一样，请重新输入。",
        "password_reused": "新密码不能与原密码相同。",
    }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.user.check_password(given.get("new_password1", "")):
            self.add_error("new_password1", self.error_messages["password_reused"])
        return given


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"^\d{6}$", label="6 位动态口令",
        error_messages={"required": "请输入 6 位动态口令。", "invalid": "动态口令是 6 位数字。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip

    def __init__(self, device: TOTPDevice, *args: Any, **kwargs: Any) -> None:
        self.device = device
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        allowed, _ = self.device.verify_is_allowed()
        if not allowed:
            raise forms.ValidationError("输错太多次，请稍等片刻再试。")
        if not self.device.verify_token(code):
            raise forms.ValidationError("动态口令不对或已过期，请输入手机上的新口令。")
        return code


class Attempt:
    """Whether the action inside `add_errors` went through."""

    succeeded = False


@contextmanager
def add_errors(form: forms.Form) -> Iterator[Attempt]:
    """Run an action and put what it refuses onto the form, each sentence at its field; nothing of it is kept."""
    attempt = Attempt()
    try:
        with transaction.atomic():
            yield attempt
        attempt.succeeded = True
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            for name, texts in error.message_dict.items():
                for text in texts:
                    form.add_error(name if name in form.fields else None, text)
        else:
            form.add_error(None, error.messages)
