"""Reading a file of tickets into a batch, deciding its categories, and opening its cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cases.advice.actions import suggestions
from cases.advice.selectors.suggesting import Suggested
from cases.intake.actions.reading import rows_of
from cases.intake.actions.tickets import MAY, known_case, open_ticket
from cases.intake.models import HotlineBatch, HotlineRow
from cases.intake.selectors.batches import IMPORT
from cases.lookups import category_at
from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.audit.log import record
from governance.files.actions import MAX_BYTES
from governance.files.kinds import KINDS, shown_name
from governance.jobs import runs
from governance.jobs.models import JobRun


@transaction.atomic
def read(upload: UploadedFile, *, division: Division, by: User) -> HotlineBatch:
    """Read a file into a batch without opening anything. Raises ValidationError on `file` or `division`."""
    if not can_in(by, MAY, division.code):
        raise PermissionDenied("您不能在这里导入热线工单。")
    if division.level not in (Division.Level.DISTRICT, Division.Level.SUBDISTRICT):
        raise ValidationError({"division": "请选区或街镇。"})
    try:
        with _kept(upload) as path:
            batch = HotlineBatch(division=division, name=shown_name(upload.name or "", KINDS["xlsx"]), created_by=by)
            rows = rows_of(path, batch)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    if not rows:
        raise ValidationError({"file": "表里没有一行工单。"})
    batch.rows, batch.wrong = len(rows), sum(bool(row.problems) for row in rows)
    batch.known = sum(row.known for row in rows)
    batch.full_clean()
    batch.save(force_insert=True)
    HotlineRow.objects.bulk_create(rows, batch_size=500)
    record("hotline_batch.read", batch, by=by, rows=batch.rows, wrong=batch.wrong, known=batch.known)
    return batch


@transaction.atomic
def decide(batch: HotlineBatch, choices: Mapping[str, str], *, by: User) -> int:
    """Set the categories that a person chose: id of the row -> code of the category. Returns how many were set."""
    _require(batch, by)
    rows: list[Any] = list(batch.lines.right().select_for_update().filter(pk__in=list(choices)))
    changed = []
    for row in rows:
        category = category_at(row.place_id, choices[str(row.pk)])
        if row.category_id != category.pk:
            row.category = category
            changed.append(row)
    HotlineRow.objects.bulk_update(changed, ["category"])
    if changed:
        record("hotline_batch.decide", batch, by=by, rows=len(changed))
    return len(changed)


@transaction.atomic
def begin(batch: HotlineBatch, *, by: User, only: Iterable[str] = ()) -> JobRun:
    """Ask for the import of all rows that are ready, or `only` of some (ids)."""
    _require(batch, by)
    only = sorted(map(str, only))
    ready = batch.lines.ready()
    if not (ready.filter(pk__in=only) if only else ready).exists():
        raise ValidationError("没有可以导入的行。请先改正或选好类别；已导入的不会再导一次。")
    return runs.request(IMPORT, str(batch.pk), by=by, batch=str(batch.pk), rows=only)


@transaction.atomic
def take(row: HotlineRow, *, by: User) -> HotlineRow:
    """Open the case of one row; a ticket that is known already gets no second one. What is refused stays as the row's problem."""
    row = HotlineRow.objects.select_for_update(of=("self",)).select_related("place", "category", "batch").get(pk=row.pk)
    if row.case_id or row.problems or row.category is None or row.place is None:
        return row
    if known := known_case(row.number):
        row.case, row.known = known, True
    else:
        row.problems = _attempt(row, by)
    if row.case_id:
        row.name = row.phone = None
    row.save()
    return row


def finish(batch: HotlineBatch, *, by: User | None) -> HotlineBatch:
    """Count what came of the batch."""
    batch = HotlineBatch.objects.select_for_update().get(pk=batch.pk)
    lines = batch.lines.all()
    batch.opened = lines.exclude(case=None).filter(known=False).count()
    batch.known, batch.wrong = lines.filter(known=True).count(), lines.exclude(problems=[]).count()
    batch.imported_at = timezone.now()
    batch.save()
    record("hotline_batch.import", batch, by=by, opened=batch.opened, known=batch.known, wrong=batch.wrong)
    return batch


def _attempt(row: Any, by: User) -> list[str]:
    """What was wrong; [] when the case is open."""
    try:
        with transaction.atomic():
            row.case = open_ticket(
                number=row.number, division=row.place, category=row.category, text=row.text, accepted_at=row.accepted_at,
                due_at=row.due_at, address=row.address, name=row.name or "", phone=row.phone or "", by=by,
            )  # fmt: skip
    except ValidationError as error:
        row.case = None
        return error.messages
    except PermissionDenied as error:
        row.case = None
        return [str(error)]
    _keep_suggestion(row, by)
    return []


def _keep_suggestion(row: Any, by: User) -> None:
    model = suggestions.newest_model(row.place_id)
    if row.suggested_id and row.probability is not None and model:
        suggestions.keep(row.case, Suggested(row.suggested, row.probability, model), where="hotline", by=by)


def _require(batch: HotlineBatch, by: Any) -> None:
    if not can_in(by, MAY, batch.division_id):
        raise PermissionDenied("您不能导入这个批次。")


@contextmanager
def _kept(upload: UploadedFile) -> Iterator[Path]:
    """The upload as a file on disk while it is read; refused beyond the limit whatever size it claims."""
    with NamedTemporaryFile(prefix="mulin-hotline-", suffix=".xlsx") as file:
        received = 0
        for chunk in upload.chunks():
            received += len(chunk)
            if received > MAX_BYTES:
                raise ValidationError(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆成几个文件。")
            file.write(chunk)
        file.flush()
        yield Path(file.name)
