"""Numbers that check themselves: GB 11643 identity numbers, GB 32100 social credit codes; and telephone numbers.

The validators speak to the person at the form: what is wrong and what to do. They never repeat the value.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def tidy(number: str) -> str:
    """What a person typed, as it is stored: half width, upper case, no spaces. For `clean_…` of forms."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper()


def id_check_digit(first17: str) -> str:
    return ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(first17, ID_WEIGHTS, strict=True)) % 11]


def birth_date(id_number: str) -> date:
    """Raises ValueError when the digits are no day of the calendar."""
    return datetime.strptime(id_number[6:14], "%Y%m%d").date()  # noqa: DTZ007


def sex(id_number: str) -> str:
    """Returns "male" or "female", by the parity of the 17th digit."""
    return "male" if int(id_number[16]) % 2 else "female"


def validate_id_number(number: str) -> None:
    if re.fullmatch(r"[0-9]{15}", number):
        raise ValidationError("这是15位的旧号码，请核对本人的居民身份证，填写18位号码。", code="id_old")
    if re.fullmatch(r"[0-9]{17}x", number):
        raise ValidationError("居民身份证号末位的X请用大写。", code="id_case")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise ValidationError("居民身份证号应为18位：前17位是数字，末位是数字或大写X，请检查位数。", code="id_form")
    if not PROVINCES.match(number):
        raise ValidationError("居民身份证号的前两位不是任何省份的代码，请对照证件检查开头。", code="id_region")
    if not _is_past_day(number):
        raise ValidationError("居民身份证号的第7至14位不是有效的出生日期，请对照证件检查。", code="id_birth")
    if id_check_digit(number[:17]) != number[17]:
        raise ValidationError("居民身份证号的校验位不对，可能有一位写错了，请对照证件逐位检查。", code="id_check")


def _is_past_day(number: str) -> bool:
    try:
        return date(1880, 1, 1) <= birth_date(number) <= timezone.localdate()
    except ValueError:
        return False


def uscc_check_digit(first17: str) -> str:
    total = sum(USCC_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(first17))
    return USCC_ALPHABET[-total % 31]


def validate_uscc(code: str) -> None:
    if not USCC_FORM.fullmatch(code):
        raise ValidationError(
            "统一社会信用代码应为18位数字或大写字母（没有I、O、S、V、Z，第3至8位是数字），请对照证书检查。",
            code="uscc_form",
        )
    if uscc_check_digit(code[:17]) != code[17]:
        raise ValidationError("统一社会信用代码的校验位不对，可能有一位写错了，请对照证书逐位检查。", code="uscc_check")


def validate_mobile(number: str) -> None:
    if not re.fullmatch(r"1[3-9][0-9]{9}", number):
        raise ValidationError("手机号应为11位数字，以13至19开头，请检查位数。", code="mobile")


def validate_landline(number: str) -> None:
    if not re.fullmatch(r"(0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(-[0-9]{1,6})?", number):
        raise ValidationError("固定电话应为7至8位数字，可以加区号和分机，如021-65431234-801。", code="landline")


def validate_phone(number: str) -> None:
    """Either kind, for one box on a form."""
    try:
        validate_mobile(number) if re.fullmatch(r"1[0-9]*", number) else validate_landline(number)
    except ValidationError:
        raise ValidationError("请填写11位手机号，或固定电话（可加区号，如021-65431234）。", code="phone") from None


def tidy_numbers(values: dict[str, Any]) -> dict[str, ValidationError]:
    """Tidies `id_number` and `phone` where `values` has them, to None where empty. Returns what is wrong, by field."""
    faults = {}
    for field, validate in (("id_number", validate_id_number), ("phone", validate_phone)):
        if field in values:
            values[field] = tidy(values[field] or "") or None
            try:
                validate(values[field]) if values[field] else None
            except ValidationError as error:
                faults[field] = error
    return faults
