"""A table whose archive is sound and whose sheet is not, at every door that reads tables: a sentence, never a crash."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from cases.intake.selectors.sheet import lines_of
from indices.appraisals.selectors.sheets import cells_of
from indices.selectors.reading import read

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
DAMAGED = {
    "a text that is not there": SHEET.format('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'),
    "a row that is no number": SHEET.format('<row r="x"><c r="A1"><v>1</v></c></row>'),
    "an entity": '<!DOCTYPE w [<!ENTITY a "aaaa">]>' + SHEET.format('<row><c t="str"><v>&a;</v></c></row>'),
    "an end too early": "<worksheet><sheetData><row>",
}


def table(damaged: str) -> bytes:
    book, whole, found = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.title = "节点"
    book.active.append(["代码", "上级", "权重"])
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(found, "w") as target:
        for name in source.namelist():
            target.writestr(name, damaged if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return found.getvalue()


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED.keys())
@pytest.mark.parametrize(
    "reads", [lambda path: list(lines_of(path)), read, lambda path: cells_of(path.name, path.read_bytes())],
    ids=["tickets", "scheme", "scores"],
)  # fmt: skip
def test_a_damaged_sheet_is_refused_in_a_sentence(tmp_path, reads, damaged):
    path = tmp_path / "table.xlsx"
    path.write_bytes(table(damaged))
    with pytest.raises(ValidationError, match="另存为 xlsx"):
        reads(path)


def test_scores_in_an_archive_of_countless_parts_are_refused_unread(tmp_path):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for number in range(5_000):
            archive.writestr(f"{number:0200}", b"")
    with pytest.raises(ValidationError, match="过大"):
        cells_of("a.xlsx", written.getvalue())
