"""The register as an Excel file, with masks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from governance.web import sheets
from workers.listing import Line

HEAD = (
    "工号", "姓名", "性别", "学历", "岗位", "居委（街镇）", "区划代码", "任职起", "任职止", "离职原因", "状态", "证书", "证件号", "电话",
)  # fmt: skip
WIDTHS = (11, 9, 6, 11, 14, 24, 15, 12, 12, 10, 9, 26, 21, 14)


def workbook(lines: Iterable[Line]) -> IO[bytes]:
    return sheets.workbook("社区工作者", HEAD, WIDTHS, _rows(lines))


def _rows(lines: Iterable[Line]) -> Iterator[tuple[Any, ...]]:
    for line in lines:
        one, post = line.worker, line.posting
        yield (
            one.number, sheets.plain(one.masked_name), one.get_sex_display(), one.get_education_display(), sheets.plain(post.post.name) if post else "",
            line.division.name, line.division.code, post and post.since, post and post.until, post.get_ending_display() if post and post.ending else "",
            one.get_state_display(), line.held, one.id_number_masked, one.phone_masked,
        )  # fmt: skip
