from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from governance.vault.checksums import (
    USCC_ALPHABET,
    birth_date,
    id_check_digit,
    sex,
    tidy,
    uscc_check_digit,
    validate_id_number,
    validate_landline,
    validate_mobile,
    validate_phone,
    validate_uscc,
)


def numbered(first17: str) -> str:
    return first17 + id_check_digit(first17)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_numbers_of_the_standard_pass(number):
    validate_id_number(number)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param("110105194912310021", "id_check", id="a wrong check digit"),
        pytest.param("11010519491231002x", "id_case", id="a small x"),
        pytest.param("110105491231002", "id_old", id="fifteen digits"),
        pytest.param(numbered("00010519491231002"), "id_region", id="no such province"),
        pytest.param(numbered("11010519490230002"), "id_birth", id="30 February"),
        pytest.param(numbered("11010520230229002"), "id_birth", id="29 February of a common year"),
        pytest.param(numbered("11010519491331002"), "id_birth", id="month 13"),
        pytest.param(numbered("11010517000101002"), "id_birth", id="born 1700"),
        pytest.param("1101051949123100X2", "id_form", id="X in the middle"),
        pytest.param("１１０１０５１９４９１２３１００２X", "id_form", id="full width"),
        pytest.param("11010519491231002X\n", "id_form", id="a line's end"),
        pytest.param("", "id_form", id="nothing"),
    ],
)
def test_a_wrong_number_is_refused_with_what_to_do_and_without_the_number(number, code):
    with pytest.raises(ValidationError) as refusal:
        validate_id_number(number)
    assert refusal.value.code == code
    assert not number or number not in refusal.value.message
    assert refusal.value.message.endswith("。")


def test_nobody_is_born_tomorrow():
    today = timezone.localdate()
    validate_id_number(numbered(f"310110{today:%Y%m%d}001"))
    with pytest.raises(ValidationError):
        validate_id_number(numbered(f"310110{today + timedelta(days=1):%Y%m%d}001"))


def test_birth_date_and_sex_are_read_from_the_number():
    assert birth_date("11010519491231002X") == date(1949, 12, 31)
    assert [sex("11010519491231002X"), sex("440524188001010014")] == ["female", "male"]


def test_tidy_gives_the_stored_form():
    assert tidy(" １１０１０５ 19491231002x\t") == "11010519491231002X"


@given(st.dates(date(1900, 1, 1), date(2020, 12, 31)), st.integers(0, 999), st.integers(0, 17), st.integers(1, 9))
def test_a_single_wrong_digit_never_passes(born, order, place, shift):
    number = numbered(f"310110{born:%Y%m%d}{order:03d}")
    validate_id_number(number)
    digit = "X" if place == 17 and number[17] != "X" else str((int(number[place].replace("X", "0")) + shift) % 10)
    if digit != number[place]:
        with pytest.raises(ValidationError):
            validate_id_number(number[:place] + digit + number[place + 1 :])


def test_the_credit_code_of_the_standard_passes_and_its_neighbour_does_not():
    validate_uscc("91350100M000100Y43")
    with pytest.raises(ValidationError, match="校验位"):
        validate_uscc("91350100M000100Y44")


@pytest.mark.parametrize(
    "code",
    ["91350100M000100Y4Z", "91350100m000100y43", "91350100M000100Y4", "9135O100M000100Y43", "", "91350100M000100Y43\n"],
)
def test_a_credit_code_of_the_wrong_form_is_refused(code):
    with pytest.raises(ValidationError, match="18位"):
        validate_uscc(code)


@given(st.text(alphabet=USCC_ALPHABET, min_size=9, max_size=9), st.integers(0, 30))
def test_only_one_check_letter_fits_a_credit_code(body, other):
    first17 = f"52310110{body}"
    fitting = uscc_check_digit(first17)
    validate_uscc(first17 + fitting)
    if USCC_ALPHABET[other] != fitting:
        with pytest.raises(ValidationError):
            validate_uscc(first17 + USCC_ALPHABET[other])


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (validate_mobile, ["13800138000", "19912345678"], ["12800138000", "1380013800", "+8613800138000", ""]),
        (validate_landline, ["65431234", "021-65431234", "0512-6543123-801"], ["12345", "15431234", "021-", ""]),
        (validate_phone, ["13800138000", "021-65431234"], ["11111111111", "1380013800", "abc"]),
    ],
)  # fmt: skip
def test_telephone_numbers(check, good, bad):
    for number in good:
        check(number)
    for number in bad:
        with pytest.raises(ValidationError, match=r"请|应为"):
            check(number)
