"""How one person likes the work list. Nobody else is concerned, so nothing of it is audited."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from cases.board import COLUMNS
from cases.desk.models import ColumnChoice, SavedView
from governance.access.models import User

MOST = 8
KEPT = frozenset({
    "q", "category", "department", "state", "source", "entrance", "overdue", "within", "view", "ordering", "columns",
    "due_before", "opened_after", "private", "paused", "asking",
})  # fmt: skip


@transaction.atomic
def save_view(*, by: User, name: str, query: str) -> SavedView:
    """Keep the filters of `query` under `name`; the same name again changes it. Raises ValidationError by field."""
    name = name.strip()
    if not name:
        raise ValidationError({"name": "请给视图起个名称。"})
    asked = tidy(query)
    view = SavedView.objects.select_for_update().filter(user=by, name=name).first() or SavedView(user=by, name=name)
    if view._state.adding and SavedView.objects.filter(user=by).count() >= MOST:
        raise ValidationError({"name": f"最多存 {MOST} 个视图，请先删去不用的。"})
    view.query = asked
    view.full_clean()
    view.save()
    return view


@transaction.atomic
def delete_view(view: SavedView) -> None:
    view.delete()


@transaction.atomic
def choose_columns(*, by: User, columns: Iterable[str]) -> ColumnChoice:
    """In the table's own order; all of them again is no choice at all."""
    wanted = set(columns)
    if unknown := wanted - set(COLUMNS):
        raise ValidationError({"columns": f"没有“{min(unknown)[:20]}”这一列。"})
    choice = ColumnChoice.objects.select_for_update().filter(user=by).first() or ColumnChoice(user=by)
    choice.columns = [column for column in COLUMNS if column in wanted] if wanted != set(COLUMNS) else []
    choice.save()
    return choice


def tidy(query: str, *, without: str = "") -> str:
    """Only names that are filters of the list, and those with a value."""
    given = QueryDict(query.lstrip("?")[:2000])
    kept = QueryDict(mutable=True)
    for name, values in given.lists():
        if name in KEPT and name != without:
            kept.setlist(name, [value for value in values if value and "\0" not in value])
    return kept.urlencode()[:500]
