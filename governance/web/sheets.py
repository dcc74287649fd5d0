"""A list as an Excel file of one sheet: frozen head, widths, real dates. Texts are written as texts, so none is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter


def workbook(title: str, head: Sequence[str], widths: Sequence[int], rows: Iterable[Iterable[Any]]) -> IO[bytes]:
    """A temporary file, read from its beginning. Memory stays flat however many rows there are."""
    file = TemporaryFile()  # noqa: SIM115  handed to the response, which closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, day = book.add_worksheet(title), book.add_format({"num_format": "yyyy-mm-dd"})
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, head, book.add_format({"bold": True}))
    for number, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells):
            sheet.write_datetime(number, column, value, day) if isinstance(value, date) else sheet.write(
                number, column, value
            )
    book.close()
    file.seek(0)
    return file


def plain(text: str) -> str:
    """A text that a spreadsheet might take for a formula once it is saved as CSV gets an apostrophe."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
