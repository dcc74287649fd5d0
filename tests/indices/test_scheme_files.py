"""Schemes as files: what goes out comes back with the same hash, and what is wrong is named by its row."""

from __future__ import annotations

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import load_workbook

from indices.actions import drafting, schemes
from indices.models import SchemeVersion
from tests.indices.reading import text_of

IMPORT = "/index/schemes/import/"


@pytest.fixture
def second(place):
    return schemes.ensure_phase_two(place.district, by=None)


@pytest.fixture
def odd(second, admin):
    """Weights that no cell of a spreadsheet holds, a name, a mark."""
    nodes = {"ZZ": 100 / 3, "GZ": 100 / 3, "FZ": 100 / 3, "DZ": 0}
    definition = second.definition | {
        "nodes": [node | ({"weight": nodes[node["code"]]} if node["code"] in nodes else {}) for node in second.definition["nodes"]]
    }  # fmt: skip
    return drafting.revise(drafting.copy(second, by=admin), definition=definition, provisional=["ZZ-B1"], by=admin)


def fetched(client, version, kind: str) -> bytes:
    answer = client.get(f"/index/schemes/{version.pk}/file/{kind}/")
    return answer.getvalue()


def sent(client, name: str, content: bytes, version, **more):
    file = SimpleUploadedFile(name, content)
    return client.post(IMPORT, {"file": file, "scheme": version.scheme.pk, "based_on": version.pk} | more)


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_what_goes_out_comes_back_with_the_same_hash(client, second, odd, admin, kind):
    client.force_login(admin)
    for version in (second, odd):
        content = fetched(client, version, kind)
        assert sent(client, f"方案.{kind}", content, version, note="从文件").status_code == 302
        brought = SchemeVersion.objects.order_by("-number").first()
        assert brought.definition == version.definition
        assert schemes.digest(brought.definition) == schemes.digest(version.definition)
        assert (brought.state, brought.provisional, brought.based_on) == ("draft", version.provisional, version)


def test_the_json_is_what_score_table_reads(client, second, viewer, tmp_path):
    client.force_login(viewer)
    (tmp_path / "scheme.json").write_bytes(fetched(client, second, "json"))
    codes = [node["code"] for node in second.definition["nodes"] if "normalisation" in node]
    (tmp_path / "data.csv").write_text(f"unit,{','.join(codes)}\na,{','.join('50' for _ in codes)}\n")
    call_command("score_table", tmp_path / "scheme.json", tmp_path / "data.csv", output=str(tmp_path / "out.csv"))
    assert (tmp_path / "out.csv").read_text().count("\n") == 2


def test_a_new_scheme_comes_from_a_file(client, second, place, admin):
    client.force_login(admin)
    file = SimpleUploadedFile("s.json", fetched(client, second, "json"))
    asked = {"file": file, "division": place.district.code, "code": "shidian", "name": "试点方案"}
    assert client.post(IMPORT, asked).status_code == 302
    brought = SchemeVersion.objects.get(scheme__code="shidian")
    assert (str(brought), brought.division) == ("试点方案 v1", place.district)


def spoilt(content: bytes, cell: str, value: object) -> bytes:
    book = load_workbook(io.BytesIO(content))
    book["节点"][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        ("D3", "二十五", "第 3 行“权重”的“二十五”不是数"),
        ("D3", "=1+1", "第 3 行有公式"),
        ("Q20", "也许", "第 20 行“封顶”请填“是”或“否”"),
        ("D3", 26, "节点「Index」的下级权重之和是 101"),
        ("A1", "节点代码", "要有这几列：代码"),
        ("A20", "XX-1", "节点「XX-1」没有下级，也不是有数据来源的指标"),
    ],
)
def test_a_workbook_that_is_wrong_is_named_by_its_row(client, second, admin, cell, value, sentence):
    client.force_login(admin)
    page = sent(client, "s.xlsx", spoilt(fetched(client, second, "xlsx"), cell, value), second)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert SchemeVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"nodes": [\n}', "文件第 2 行"),
        (b'{"nodes": [], "nodes": []}', "写了两次"),
        (b'{"name": "x", "nodes": [{"code": "A", "weight": NaN}]}', "NaN 不是有限的数"),
        (json.dumps([1]).encode(), "方案应当是一个 JSON 对象"),
        (b"\xff\xfe\x00", "不是 UTF-8"),
        (b"PK\x03\x04 nothing", "请重新另存后再上传"),
        (b"[" * 100_000, "括号套得太深"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(client, second, admin, content, sentence):
    client.force_login(admin)
    page = sent(client, "s.json", content, second)
    assert page.status_code == 422
    assert sentence in text_of(page)


def test_a_new_scheme_needs_a_place_and_a_code(client, second, admin, viewer):
    client.force_login(admin)
    page = client.post(IMPORT, {"file": SimpleUploadedFile("s.json", fetched(client, second, "json"))})
    assert {"code"} <= set(page.context["form"].errors)
    client.force_login(viewer)
    assert client.get(IMPORT).status_code == 403
