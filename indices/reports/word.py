"""The Word file, laid out as GB/T 9704 asks of an official paper: A4, 22 lines of 28 characters, 仿宋 of 16 points.

Fonts are named, not shipped: an office has them, and a reader without them sees the nearest.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from indices.reports.charts import WIDTH, draw
from indices.reports.content import Content, Section, Table

BODY, TITLE, HEAD, SUBHEAD = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"
SIZE, LINE = Pt(16), Pt(28.95)
TEXT_WIDTH = 156  # mm
FITS = 84  # half characters of 10.5 points in it
NUMERALS = "一二三四五六七八九十"
CENTER = WD_ALIGN_PARAGRAPH.CENTER


def write(content: Content, *, signed: str, on: datetime) -> bytes:
    """The file. `signed` is who issues it, `on` the day below the signature."""
    paper = Document()
    _page(paper)
    title, _, month = content.title.partition("（")
    _say(paper, title, font=TITLE, size=Pt(22), align=CENTER, indent=False)
    for line in (month.rstrip("）"), content.facts["basis"]):
        _say(paper, f"（{line}）", font=SUBHEAD, align=CENTER, indent=False)
    _say(paper, "")
    pictures, tables = count(1), count(1)
    for heading, section in zip(_headings(content), content.sections, strict=True):
        _section(paper, heading, section, pictures, tables)
    _say(paper, "")
    _sign(paper, signed, f"{on.year}年{on.month}月{on.day}日")
    paper.core_properties.title, paper.core_properties.author = content.title, signed
    paper.core_properties.created = paper.core_properties.modified = on.replace(tzinfo=None)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _headings(content: Content) -> list[str]:
    """一、 in 黑体 for a section, （一） in 楷体 for a part of it."""
    found, first, second = [], 0, 0
    for section in content.sections:
        first, second = (first + 1, 0) if section.level == 1 else (first, second + 1)
        found.append(f"{NUMERALS[first - 1]}、" if section.level == 1 else f"（{NUMERALS[second - 1]}）")
    return found


def _sign(paper: Any, signed: str, day: str) -> None:
    """署名 two characters from the right, the date below beginning two further in; the longer one ends there."""
    wide = (_width(signed) / 2, _width(day) / 2)
    right = max(2.0, 2 + wide[1] + 2 - wide[0])
    for text, space in ((signed, right), (day, max(2.0, right + wide[0] - 2 - wide[1]))):
        _say(paper, text, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False, right=space)


def _section(paper: Any, heading: str, section: Section, pictures: Iterator[int], tables: Iterator[int]) -> None:
    _say(paper, f"{heading}{section.title}", font=HEAD if section.level == 1 else SUBHEAD, level=section.level)
    for line in section.said.splitlines():
        _say(paper, line)
    for chart in section.charts:
        _picture(paper, draw(chart, section.table(chart.table)), chart.said, next(pictures))
    for table in section.tables:
        _say(
            paper, f"表{next(tables)}　{table.title}", font=HEAD, size=Pt(12), align=CENTER, indent=False, follows=True
        )
        _table(paper, table)


def _page(paper: Any) -> None:
    page = paper.sections[0]
    page.start_type = WD_SECTION.NEW_PAGE
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    grid = page._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        page._sectPr.append(grid)
    for name, value in (("type", "lines"), ("linePitch", "579")):
        grid.set(qn(f"w:{name}"), value)
    _font(paper.styles["Normal"], BODY, SIZE)
    tight = OxmlElement("w:spacing")  # 28 characters of 16 points in 156 mm
    tight.set(qn("w:val"), "-5")
    paper.styles["Normal"].element.get_or_add_rPr().append(tight)
    paper.settings.odd_and_even_pages_header_footer = True
    page.footer_distance = Mm(25)  # 7 mm below the text
    _number_pages(page.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number_pages(page.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _number_pages(line: Any, side: Any) -> None:
    """— 1 —, one character from the outer edge."""
    line.alignment = side
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(14)
    for text, code in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = line.add_run(text)
        _font(run, "宋体", Pt(14))
        for kind in ("begin", "", "end") if code else ():
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = code
            run._r.append(part)


def _say(
    paper: Any, text: str, *, font: str = BODY, size: Any = SIZE, align: Any = None, indent: bool = True, level: int = 0,
    follows: bool = False, right: float = 0,
) -> None:  # fmt: skip
    """One paragraph; `level` puts it into Word's navigation, `follows` keeps it with the next, `right` is in characters."""
    line = paper.add_paragraph()
    form = line.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)
    form.first_line_indent = Pt(2 * SIZE.pt) if indent else None
    form.right_indent = Pt(right * SIZE.pt) if right else None
    form.keep_with_next = follows or level > 0
    if level:
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        line._p.get_or_add_pPr().append(outline)
    line.alignment = align
    _font(line.add_run(text), font, size)


def _font(what: Any, name: str, size: Any) -> None:
    """Chinese in `name`; letters and figures in Times New Roman, as papers have them."""
    what.font.name, what.font.size = "Times New Roman", size
    what._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _picture(paper: Any, png: bytes, said: str, number: int) -> None:
    line = paper.add_paragraph()
    line.alignment = CENTER
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(io.BytesIO(png), width=Mm(WIDTH * 25.4))
    shape._inline.docPr.set("descr", said)
    _say(paper, f"图{number}　{said}", font=SUBHEAD, size=Pt(12), align=CENTER, indent=False)


def _table(paper: Any, table: Table) -> None:
    grid = paper.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _narrow_margins(grid)
    needs = [_need(table, at) for at in range(len(table.columns))]
    widths, size = [Mm(TEXT_WIDTH * need / sum(needs)) for need in needs], Pt(10.5 if sum(needs) <= FITS else 9)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _cells(grid.rows[0], [one.label for one in table.columns], table, widths, size, head=True)
    again = OxmlElement("w:tblHeader")  # on each page that the table reaches
    grid.rows[0]._tr.get_or_add_trPr().append(again)
    for row in table.lines:
        _cells(grid.add_row(), [text for text, _ in row], table, widths, size)
    _say(paper, "")


def _narrow_margins(grid: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "60")  # twentieths of a point
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    grid._tbl.tblPr.append(margins)


def _need(table: Table, at: int) -> float:
    """Half characters that a column has to hold: its figures on one line, its head and long names on two."""
    longest = max((_width(row[at][0]) for row in table.lines), default=0)
    head = _width(table.columns[at].label)
    return max(head / 2 if head > 8 else head, longest if longest <= 20 else longest * 0.75) + 2


def _width(text: str) -> float:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _cells(row: Any, texts: list[str], table: Table, widths: list[Any], size: Any, *, head: bool = False) -> None:
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)
    for cell, text, column, width in zip(row.cells, texts, table.columns, widths, strict=True):
        cell.width = width
        line = cell.paragraphs[0]
        loose = OxmlElement("w:snapToGrid")  # the lines of a table are closer than those of the text
        loose.set(qn("w:val"), "0")
        line._p.get_or_add_pPr().append(loose)
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(1.5)
        line.alignment = CENTER if head else None if column.kind == "text" else WD_ALIGN_PARAGRAPH.RIGHT
        _font(line.add_run(text), HEAD if head else BODY, size)
