from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.vault import masks

NAMES = [
    "张三", "张三丰", "欧阳", "欧阳修", "欧阳修远", "司马相如", "诸葛", "諸葛亮", "第五伦", "王", "", "东方红日",
    "阿卜杜拉·买买提", "John Smith", " 张 三 ", "𠮷田茂", "张**", "公孙", "公孙大娘", "O'Neil\\%_", "e\u0301mile",
]  # fmt: skip


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        ("张三", "张*"), ("张三丰", "张**"), ("欧阳修", "欧阳*"), ("欧阳修远", "欧阳**"), ("欧阳", "欧*"),
        ("王", "*"), ("", ""),
    ],
)  # fmt: skip
def test_a_name_keeps_its_surname(plain, masked):
    assert masks.name(plain) == masked


@pytest.mark.parametrize(
    ("mask", "plain", "masked"),
    [
        (masks.id_number, "310000000000001234", "310***********1234"),
        (masks.id_number, "E12345678", "*****5678"),
        (masks.phone, "13800005678", "138****5678"),
        (masks.phone, "021-65431234", "021*****1234"),
        (masks.phone, "65431234", "****1234"),
        (masks.phone, "1234", "****"),
        (masks.phone, "", ""),
        (masks.hide, "糖尿病", "***"),
        (masks.hide, "", ""),
        (masks.keep, "3号楼501室", "3号楼501室"),
    ],
)
def test_a_mask_keeps_what_it_should_and_no_more(mask, plain, masked):
    assert mask(plain) == masked


@given(st.text(alphabet="0123456789X", max_size=30))
def test_a_masked_number_keeps_its_length_and_hides_at_least_half_of_short_ones(number):
    for mask in (masks.id_number, masks.phone):
        masked = mask(number)
        assert len(masked) == len(number)
        assert sum(letter != "*" for letter in masked) <= 7
        assert len(number) < 1 or "*" in masked


def test_sql_masks_names_exactly_as_python_does(neighbours):
    extra = [surname + rest for surname in masks.COMPOUND_SURNAMES for rest in ("", "某", "某某")]
    neighbours.objects.bulk_create([neighbours(name=name) for name in [*NAMES, *extra, None]])
    rows = list(neighbours.objects.annotate(masked=masks.masked_name("name")).values_list("name", "masked"))
    assert len(rows) == len(NAMES) + len(extra) + 1
    for name, masked in rows:
        assert masked == (None if name is None else masks.name(name)), name
