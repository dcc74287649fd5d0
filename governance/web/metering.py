"""减负: how much a form brings along by itself, how much people type and how long it takes.

A template says `{% meter form %}` inside the form; the view says `metering.count(form, kind="visit", division=code)` in the
transaction of the save. Kinds are made known by `metering.register` in an app's `pages.py`. Counted by kind of form,
division and day, never by person. What a program files through the API is not counted.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.forms import BaseForm, BoundField, CheckboxInput
from django.utils import timezone

NAME, SALT = "metered", "governance.web.metering"
LONGEST = 2 * 60 * 60  # seconds; a form left open over lunch says nothing about the form
CLASSES = ((20, "up_to_20"), (60, "up_to_60"), (180, "up_to_180"), (LONGEST, "longer"))
KINDS: dict[str, str] = {}

ADD = """
    INSERT INTO web_formuse AS known (division_id, day, kind, saves, kept, typed, seconds, up_to_20, up_to_60, up_to_180, longer)
    VALUES (%(division)s, %(day)s, %(kind)s, 1, %(kept)s, %(typed)s, %(seconds)s, %(up_to_20)s, %(up_to_60)s, %(up_to_180)s, %(longer)s)
    ON CONFLICT (division_id, day, kind) DO UPDATE SET saves = known.saves + 1, {sums}
"""  # fmt: skip
SUMMED = ("kept", "typed", "seconds", *(name for _, name in CLASSES))
STATEMENT = ADD.format(sums=", ".join(f"{name} = known.{name} + excluded.{name}" for name in SUMMED))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form showed when it was opened: the time, and a digest of each value it brought along."""

    at: float | None
    values: dict[str, int]


def register(kind: str, label: str) -> None:
    KINDS[kind] = label


def stamp(form: BaseForm) -> str:
    """Signed, so that nobody makes up a time. A form that comes back with errors keeps the stamp of its first showing."""
    if form.is_bound and (given := form.data.get(NAME)):
        return given
    return signing.dumps({"at": round(time.time(), 1), "values": _brought(form)}, salt=SALT)


def brought_and_asked(form: BaseForm) -> tuple[int, int]:
    """How many fields the form brings along, and how many required ones are left to fill in."""
    brought, counted = _brought(form), list(_counted(form))
    asked = sum(one.field.required and one.name not in brought for one in counted)
    return sum(one.name in brought for one in counted), asked


def count(form: BaseForm, *, kind: str, division: str) -> None:
    """Add one save of a valid form. Raises KeyError for a kind that nobody registered."""
    if kind not in KINDS:
        raise KeyError(kind)
    shown = _read(form)
    kept, typed = _compared(form, shown)
    seconds = _seconds(shown)
    with connection.cursor() as cursor:
        cursor.execute(
            STATEMENT,
            {"division": division, "day": timezone.localdate(), "kind": kind, "kept": kept, "typed": typed,
             "seconds": seconds or 0, **_class_of(seconds)},
        )  # fmt: skip


def _counted(form: BaseForm) -> Iterator[BoundField]:
    """The fields that people see. A form in which some stand behind others says which by `metered_fields`."""
    names = form.metered_fields() if hasattr(form, "metered_fields") else form.fields
    return (form[name] for name in names if not form[name].is_hidden)


def _brought(form: BaseForm) -> dict[str, int]:
    """Of every field, also of those that a tick brings to sight."""
    texts = ((one.name, _text(one, one.field.prepare_value(one.initial))) for one in form if not one.is_hidden)
    return {name: _digest(text) for name, text in texts if text}


def _read(form: BaseForm) -> Shown:
    """Without a stamp that we signed, the time is unknown and the form's own initial values stand for what was shown."""
    try:
        found = signing.loads(form.data.get(NAME, ""), salt=SALT)
        return Shown(float(found["at"]), dict(found["values"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return Shown(None, _brought(form))


def _compared(form: BaseForm, shown: Shown) -> tuple[int, int]:
    """(kept, typed) fields of what was sent."""
    texts = [(one.name, _text(one, one.data)) for one in _counted(form)]
    filled = [(name, _digest(text)) for name, text in texts if text]
    kept = sum(shown.values.get(name) == digest for name, digest in filled)
    return kept, len(filled) - kept


def _text(bound: BoundField, value: Any) -> str:
    """A value as its input shows it, so that what was brought along compares with what was sent."""
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "1" if value and widget.check_test(value) else ""
    shown = value.name if isinstance(value, UploadedFile) else widget.format_value(value)
    many = shown if isinstance(shown, (list, tuple)) else [shown]
    return "\n".join(sorted(str(one).strip() for one in many if one not in (None, "")))


def _digest(text: str) -> int:
    return zlib.crc32(text.encode())


def _seconds(shown: Shown) -> int | None:
    """Whole seconds from showing to saving; None if that is unknown or past two hours."""
    if shown.at is None:
        return None
    taken = round(time.time() - shown.at)
    return taken if 0 <= taken <= LONGEST else None


def _class_of(seconds: int | None) -> dict[str, int]:
    mine = next((name for most, name in CLASSES if seconds is not None and seconds <= most), "")
    return {name: int(name == mine) for _, name in CLASSES}
