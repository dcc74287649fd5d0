"""`load_divisions`: all or nothing, twice the same, bad rows named by their line."""

from __future__ import annotations

import time
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from governance.access.models import Division
from governance.access.pinyin import initials
from governance.audit.models import Event

SHANGHAI = Path(settings.BASE_DIR) / "governance/access/data/divisions_shanghai.csv"
HEAD = "code,name,level,parent_code\n"
TOP = "310000000000,上海市,city,\n"
YANGPU = "310110000000,杨浦区,district,310000000000\n"
STREET = "310110009000,四平路街道,subdistrict,310110000000\n"
FIRST = "310110009001,同济新村居委会,committee,310110009000\n"
SECOND = "310110009002,鞍山一村居委会,committee,310110009000\n"
DONGGUAN = (
    "440000000000,广东省,city,\n441900000000,东莞市,prefecture,440000000000\n"
    "441900003000,东城街道,subdistrict,441900000000\n441900003001,岗贝社区,committee,441900003000\n"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path):
    def run(text: str | bytes, *options: str) -> str:
        path = tmp_path / "file.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        out = StringIO()
        call_command("load_divisions", str(path), *options, stdout=out)
        return out.getvalue().splitlines()[-1]

    return run


def test_the_shipped_file_loads_whole_quickly_and_twice_the_same():
    began, out = time.perf_counter(), StringIO()
    call_command("load_divisions", str(SHANGHAI), stdout=out)
    assert time.perf_counter() - began < 4  # 2 s on a quiet machine
    assert out.getvalue() == "新增 6760 变更 0 关闭 0\n"
    yangpu = Division.objects.within("310110")
    assert (yangpu.filter(level="subdistrict").count(), yangpu.filter(level="committee").count()) == (12, 301)
    call_command("load_divisions", str(SHANGHAI), stdout=(again := StringIO()))
    assert again.getvalue() == "新增 0 变更 0 关闭 0\n"
    assert Event.objects.get().details == {"added": 6760, "changed": 0, "closed": 0}


def test_initials_are_filled_so_that_dhl_finds_dinghailu():
    call_command("load_divisions", str(SHANGHAI), stdout=StringIO())
    assert Division.objects.get(name="定海路街道", level="subdistrict").initials.startswith("dhl")


@pytest.mark.parametrize(
    ("text", "letters"), [("定海路", "dhl"), ("长白新村 23号502室", "cbxc23h502s"), ("A栋（东）", "add"), ("", "")]
)
def test_initials_keep_letters_and_digits(text, letters):
    assert initials(text) == letters


def test_a_byte_order_mark_is_no_part_of_the_first_column(load):
    assert load(b"\xef\xbb\xbf" + (HEAD + TOP).encode()) == "新增 1 变更 0 关闭 0"


def test_columns_may_come_in_any_order_and_with_others(load):
    assert load("name,code,note,parent_code,level\n上海市,310000000000,x,,city\n") == "新增 1 变更 0 关闭 0"


def test_a_parent_may_be_in_the_database_or_further_down_in_the_file(load):
    load(HEAD + TOP)
    assert load(HEAD + FIRST + STREET + YANGPU) == "新增 3 变更 0 关闭 0"
    assert Division.objects.get(code="310110009001").parent_id == "310110009000"


def test_a_new_name_is_a_change_and_an_empty_parent_moves_nothing(load):
    load(HEAD + TOP + YANGPU)
    assert load(HEAD + "310110000000,大杨浦区,district,\n") == "新增 0 变更 1 关闭 0"
    assert Division.objects.get(code="310110000000").parent_id == "310000000000"


def test_cities_without_districts_are_taken_as_they_file(load):
    assert load(HEAD + DONGGUAN) == "新增 4 变更 0 关闭 0"


def test_nothing_is_closed_unless_asked(load):
    load(HEAD + TOP + YANGPU + STREET + FIRST + SECOND)
    assert load(HEAD + STREET + FIRST) == "新增 0 变更 0 关闭 0"


def test_what_is_missing_below_the_top_rows_closes_and_nothing_beside_them(load):
    load(HEAD + TOP + YANGPU + STREET + FIRST + SECOND + "310110018000,大桥街道,subdistrict,310110000000\n")
    assert load(HEAD + STREET + FIRST, "--close-missing", "--as-of", "2026-01-01") == "新增 0 变更 0 关闭 1"
    assert list(Division.objects.exclude(valid_until=None).values_list("code", "valid_until")) == [
        ("310110009002", date(2026, 1, 1))
    ]
    assert load(HEAD + STREET + FIRST, "--close-missing", "--as-of", "2026-02-01") == "新增 0 变更 0 关闭 0"
    assert load(HEAD + STREET + FIRST + SECOND) == "新增 0 变更 1 关闭 0"
    assert Division.objects.get(code="310110009002").valid_until is None


def test_closing_needs_a_date(load):
    with pytest.raises(CommandError, match="写明日期"):
        load(HEAD + TOP, "--close-missing")


def test_a_division_does_not_close_before_it_began(load):
    load(HEAD + TOP + YANGPU)
    with pytest.raises(CommandError, match="310110000000 杨浦区 自 2000-01-01 起启用"):
        load(HEAD + TOP, "--close-missing", "--as-of", "1999-01-01")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(HEAD + TOP + FIRST, "第 3 行的上级 310110009000 既不在文件里，也不在库里", id="orphan"),
        pytest.param(HEAD + TOP + YANGPU + TOP, "第 4 行的代码 310000000000 与第 2 行重复", id="duplicate"),
        pytest.param(
            HEAD + TOP + "310110,杨浦区,district,310000000000\n", "第 3 行的区划代码“310110”不是 12 位", id="short"
        ),
        pytest.param(HEAD + "３１００００００００００,上海市,city,\n", "第 2 行的区划代码", id="full width digits"),
        pytest.param(HEAD + TOP + YANGPU.replace("district", "county"), "第 3 行的级别“county”不认识", id="level"),
        pytest.param(
            HEAD + TOP + YANGPU.replace("district", "committee"), "第 3 行的级别 committee 与代码", id="zeros"
        ),
        pytest.param(
            HEAD + TOP + "320110000000,某区,district,310000000000\n", "第 3 行的上级 310000000000 不在代码", id="prefix"
        ),
        pytest.param(
            HEAD + TOP + "310110000000,杨浦区,district,310110000000\n", "第 3 行的上级 310110000000 不在", id="itself"
        ),
        pytest.param(HEAD + TOP + "310110009000,四平路街道,subdistrict,\n", "第 3 行没有写上级代码", id="no parent"),
        pytest.param("code,name,level\n310000000000,上海市,city\n", "第 1 行缺少列：parent_code", id="column"),
        pytest.param(HEAD + TOP + "310110000000,杨浦区\n", "第 3 行列数与表头不一致", id="short row"),
        pytest.param(HEAD + TOP + ",杨浦区,district,310000000000\n", "第 3 行的区划代码", id="no code"),
        pytest.param(HEAD + TOP.replace("上海市", ""), "第 2 行的名称应为", id="no name"),
        pytest.param(HEAD + TOP.replace("上海市", "上\0海"), "第 2 行有空字符", id="NUL"),
        pytest.param((HEAD + TOP).encode("gb18030"), "第 2 行不是 UTF-8 编码", id="gb18030"),
        pytest.param((HEAD + TOP).encode("utf-16"), "第 1 行不是 UTF-8 编码", id="utf-16"),
        pytest.param(
            HEAD + TOP + '310110000000,"杨浦区"x,district,310000000000\n', "第 3 行不是合格的 CSV", id="quotes"
        ),
        pytest.param(HEAD, "没有一行区划", id="no rows"),
        pytest.param("", "第 1 行缺少列", id="empty"),
    ],
)
def test_a_bad_row_is_named_and_the_file_refused_whole(load, text, said):
    with pytest.raises(CommandError, match="一行也没有导入") as refused:
        load(text)
    assert said in str(refused.value)
    assert not Division.objects.exists()
    assert not Event.objects.exists()


def test_every_bad_row_is_named_not_only_the_first(load):
    with pytest.raises(CommandError) as refused:
        load(HEAD + TOP + "1,甲,city,\n2,乙,city,\n")
    assert "第 3 行" in str(refused.value)
    assert "第 4 行" in str(refused.value)


def test_a_file_that_is_not_there_is_told_kindly(tmp_path):
    with pytest.raises(CommandError, match="打不开文件"):
        call_command("load_divisions", str(tmp_path / "none.csv"))
