"""What people write into a field: present, short enough, and without numbers that name a person."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError

from governance.vault.checksums import validate_id_number

_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_ID_NUMBER = re.compile(r"(?<!\d)(?=(\d{17}[\dX])(?!\d))")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-]+(?=[\dX])")


def needed(field: str, label: str, text: str, limit: int) -> str:
    """The tidied text. Raises ValidationError on `field` for none, one too long, or one with a personal number."""
    if not text.strip():
        raise ValidationError({field: f"请填写{label}。"})
    return allowed(field, label, text, limit)


def allowed(field: str, label: str, text: str, limit: int) -> str:
    """The same for a text that may be empty."""
    text = text.strip()
    if len(text) > limit:
        raise ValidationError({field: f"{label}最多 {limit} 个字，现在有 {len(text)} 个。"})
    if "\0" in text:
        raise ValidationError({field: f"{label}里不能有空字符。"})
    if found := personal_number(text):
        raise ValidationError({field: f"{label}里有{found}。不要写证件号和电话，请删去后再保存。"})
    return text


def personal_number(text: str) -> str:
    """What kind of personal number `text` contains, spaced or in full width too; "" if none."""
    plain = unicodedata.normalize("NFKC", text).upper()
    forms = (plain, _BETWEEN_DIGITS.sub("", plain))
    if any(_is_id_number(match[1]) for form in forms for match in _ID_NUMBER.finditer(form)):
        return "居民身份证号"
    return "手机号" if any(_MOBILE.search(form) for form in forms) else ""


def _is_id_number(digits: str) -> bool:
    try:
        validate_id_number(digits)
    except ValidationError:
        return False
    return True
