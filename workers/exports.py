"""The register as an Excel file, with masks. Texts are written as texts, so none is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter

from workers.listing import Line

HEAD = (
    "工号", "姓名", "性别", "学历", "岗位", "居委（街镇）", "区划代码", "任职起", "任职止", "离职原因", "状态", "证书", "证件号", "电话",
)  # fmt: skip
WIDTHS = (11, 9, 6, 11, 14, 24, 15, 12, 12, 10, 9, 26, 21, 14)


def workbook(lines: Iterable[Line]) -> IO[bytes]:
    """A temporary file, read from its beginning. Memory stays flat."""
    file = TemporaryFile()  # noqa: SIM115  handed to the response, which closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, day = book.add_worksheet("社区工作者"), book.add_format({"num_format": "yyyy-mm-dd"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, HEAD, book.add_format({"bold": True}))
    for number, cells in enumerate(_rows(lines), start=1):
        for column, value in enumerate(cells):
            sheet.write_datetime(number, column, value, day) if isinstance(value, date) else sheet.write(
                number, column, value
            )
    book.close()
    file.seek(0)
    return file


def _rows(lines: Iterable[Line]) -> Iterator[tuple[Any, ...]]:
    for line in lines:
        one, post = line.worker, line.posting
        yield (
            one.number, _plain(one.masked_name), one.get_sex_display(), one.get_education_display(), _plain(post.post.name) if post else "",
            line.division.name, line.division.code, post and post.since, post and post.until, post.get_ending_display() if post and post.ending else "",
            one.get_state_display(), line.held, one.id_number_masked, one.phone_masked,
        )  # fmt: skip


def _plain(text: str) -> str:
    """A text that a spreadsheet might take for a formula once it is saved as CSV gets an apostrophe."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
