from __future__ import annotations

import hashlib
import io

import openpyxl
import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from governance.audit.models import Event
from governance.files import actions
from governance.files.actions import MAX_PER_SUBJECT, attach, withdraw
from governance.files.download import open_attachment
from governance.files.models import Attachment
from tests.files.uploads import PDF, office, picture, upload

HERE = {"by": None, "division": "310110009001"}


def stored(storage) -> list:
    return [path for path in storage.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "body", "shown", "content_type"),
    [
        ("门口.jpg", picture("JPEG"), "门口.jpg", "image/jpeg"),
        ("门口.png", picture("PNG"), "门口.png", "image/png"),
        ("门口.webp", picture("WEBP"), "门口.webp", "image/webp"),
        ("纪要.PDF", PDF, "纪要.pdf", "application/pdf"),
        ("纪要.docx", office(), "纪要.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("截图.png", picture("JPEG"), "截图.jpg", "image/jpeg"),
        (r"C:\桌面\台账.xlsx", office("xl/workbook.xml"), "台账.xlsx", None),
    ],
    ids=["jpg", "png", "webp", "pdf", "docx", "a png that is a jpg", "xlsx with a path"],
)
def test_a_good_file_is_kept_under_a_random_name(subject, storage, name, body, shown, content_type):
    attachment = attach(subject, upload(name, body), **HERE)

    (path,) = stored(storage)
    assert attachment == Attachment.objects.of(subject).get()
    assert (attachment.name, attachment.content_type) == (shown, content_type or attachment.content_type)
    assert path.stem not in shown
    assert attachment.key.endswith(path.name)
    assert attachment.size == path.stat().st_size
    assert attachment.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_upload_is_an_event_that_does_not_repeat_the_name(subject):
    attachment = attach(subject, upload("张三的病历.pdf", PDF), **HERE)
    event = Event.objects.get()
    assert (event.verb, event.subject_id, event.division) == ("attachment.add", str(attachment.pk), "310110009001")
    assert "张三" not in str(event.details)


def test_a_subject_takes_so_many_files_and_one_fewer_withdrawn(subject, monkeypatch):
    monkeypatch.setattr(actions, "MAX_PER_SUBJECT", 2)
    first, _ = (attach(subject, upload("纪要.pdf", PDF), **HERE) for _ in range(2))
    with pytest.raises(ValidationError, match="最多2个"):
        attach(subject, upload("纪要.pdf", PDF), **HERE)
    withdraw(first, reason="传错了", by=None)
    attach(subject, upload("纪要.pdf", PDF), **HERE)
    assert Attachment.objects.of(subject).count() == 2 < MAX_PER_SUBJECT


def test_a_withdrawn_file_needs_a_reason_and_stays_on_record(subject, storage):
    attachment = attach(subject, upload("纪要.pdf", PDF), **HERE)
    with pytest.raises(ValidationError, match="原因"):
        withdraw(attachment, reason=" ", by=None)
    withdrawn = withdraw(attachment, reason="传错了", by=None)
    assert withdrawn.withdrawn_reason == "传错了"
    assert not Attachment.objects.of(subject).exists()
    assert len(stored(storage)) == 1
    with pytest.raises(ValidationError, match="已经撤回"):
        withdraw(attachment, reason="再来", by=None)


def test_when_the_record_cannot_be_written_no_file_stays_behind(subject, storage, monkeypatch):
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(OSError, match="disk full"):
        attach(subject, upload("纪要.pdf", PDF), **HERE)
    assert stored(storage) == []
    assert not Attachment.objects.exists()


def test_a_file_without_a_division_is_refused_and_leaves_nothing(subject, storage):
    with pytest.raises(ValidationError):
        attach(subject, upload("纪要.pdf", PDF), by=None, division="")
    assert stored(storage) == []


def test_a_file_comes_back_as_a_download_that_no_browser_runs(subject):
    attachment = attach(subject, upload("张三.pdf", PDF), **HERE)
    response = open_attachment(attachment)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == f'attachment; filename="{attachment.pk}.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def written_by(library: str) -> bytes:
    out = io.BytesIO()
    match library:
        case "openpyxl":
            openpyxl.Workbook().save(out)
        case "xlsxwriter":
            with xlsxwriter.Workbook(out) as book:
                book.add_worksheet().write(0, 0, "台账")
    return out.getvalue()


@pytest.mark.parametrize("library", ["openpyxl", "xlsxwriter"])
def test_what_office_libraries_write_is_welcome(subject, library):
    attachment = attach(subject, upload("台账", written_by(library)), **HERE)
    assert attachment.name == "台账.xlsx"
