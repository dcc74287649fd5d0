"""居民与房屋: the list, finding, a household, its end."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from governance.access import codes
from governance.access.keyset import Order
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds, ranges
from governance.audit.log import record
from governance.flow.machine import StepForbidden
from governance.web import gather
from governance.web.carrying import carried_out
from governance.web.forms import posted
from governance.web.pager import page_of
from governance.web.render import render_part
from neighborhoods import exports
from neighborhoods.actions import places
from neighborhoods.filters import HouseholdFilter
from neighborhoods.forms.people import EndForm, HouseholdForm
from neighborhoods.models import Address, Household, KeyPerson
from neighborhoods.selectors import find_households


@require_GET
def household_list(request: SignedIn) -> HttpResponse:
    asked = _asked(request)
    found = asked.qs if asked.is_valid() else Household.objects.none()
    lines = Address.objects.visible_to(request.user).filter(household__in=found.order_by())
    page = page_of(request, lines, Order("text"))
    rows = Household.objects.visible_to(request.user).filter(pk__in=[line.pk for line in page.rows])
    context = {
        "filter": asked, "page": page, "households": rows.for_list().with_people().order_by("address__text", "pk"),
        "committees": _committees(request), "may_add": holds(request.user, "neighborhoods.add_estate"),
    }  # fmt: skip
    return render_part(request, "neighborhoods/list.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def household_export(request: SignedIn) -> FileResponse | HttpResponse:
    asked = _asked(request)
    if not asked.is_valid():
        raise ValidationError(["筛选条件有误，请回到列表改正后再导出。"])
    if asked.qs[: exports.MOST + 1].count() > exports.MOST:
        raise ValidationError([f"一次最多导出 {exports.MOST:,} 户，请先按居委或小区筛选。"])
    record(
        "households.export",
        None,
        by=request.user,
        format="xlsx",
        filters=sorted(set(request.GET) & set(asked.base_filters)),
    )
    name = f"居民与房屋-{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(exports.workbook(asked.qs), as_attachment=True, filename=name)


@require_http_methods(["GET", "POST"])
def household_find(request: SignedIn) -> HttpResponse:
    """A pick list for forms. By POST a telephone number stays out of addresses and logs; it changes nothing."""
    text = (request.POST.get("q") or request.GET.get("q") or "").strip()
    context = {
        "q": text,
        "found": find_households(request.user, text, numbers=request.method == "POST"),
        "next": _pick_address(),
    }
    return render_part(request, "neighborhoods/find.html", "found", context)


@require_GET
def household(request: SignedIn, pk: str) -> HttpResponse:
    row = get_object_or_404(Household.objects.visible_to(request.user).for_list().with_cloud(), pk=pk)
    residents = row.residents.visible_to(request.user).filter(withdrawn_at=None).order_by("until", "birth_date", "id")
    spans = KeyPerson.objects.visible_to(request.user).current().filter(resident=OuterRef("pk")).order_by("kind")
    residents = residents.annotate(
        listed=ArraySubquery(spans.values(one=JSONObject(id="id", kind="kind", interval="interval")))
    )
    today = timezone.localdate()
    context = {
        "household": row, "residents": [(one, one.age(today), [KeyPerson(**span) for span in one.listed]) for one in residents],
        "history": gather.history(request.user, row.pk), "visit_url": _visit_address(request, row),
        "may_change": can(request.user, "neighborhoods.change_resident", row),
        "may_reveal": can(request.user, "neighborhoods.reveal_resident", row),
    }  # fmt: skip
    return render(request, "neighborhoods/household.html", context)


@require_http_methods(["GET", "POST"])
def household_edit(request: SignedIn, pk: str) -> HttpResponse:
    row = _to_change(request, pk)
    form = HouseholdForm(posted(request), initial={"room": row.room})

    def act() -> Household:
        return places.change_household(row, by=request.user, **form.cleaned_data)

    back = row.get_absolute_url()
    return carried_out(
        request, form, act, title="修改室号", place=row.address.text, back=back, done="室号已改。", to=back
    )


@require_http_methods(["GET", "POST"])
def household_close(request: SignedIn, pk: str) -> HttpResponse:
    row = _to_change(request, pk)
    form = EndForm(posted(request))

    def act() -> Household:
        return places.close_household(row, by=request.user, **form.cleaned_data)

    note, back = "门牌已不存在（拆除、并户）才注销；人搬走请办迁出。", row.get_absolute_url()
    return carried_out(
        request, form, act, title="注销这一户", place=row.address.text, back=back, note=note,
        confirm="注销后不能再登记居民和走访，确定？", done="这一户已注销。", to=back,
    )  # fmt: skip


def _household(request: SignedIn, pk: str) -> Household:
    return get_object_or_404(Household.objects.visible_to(request.user).for_list(), pk=pk)


def _to_change(request: SignedIn, pk: str) -> Household:
    row = _household(request, pk)
    if not can(request.user, "neighborhoods.change_household", row):
        raise StepForbidden("您没有修改房屋登记的权限。")
    return row


def _asked(request: SignedIn) -> HouseholdFilter:
    return HouseholdFilter(request.GET, Household.objects.visible_to(request.user).current(), request=request)


def _committees(request: SignedIn) -> list[Division]:
    """What the user may choose from; nothing for who has one committee only."""
    reach = ranges(request.user, "neighborhoods.view_household")
    if len(reach) < 2 and all(len(low) == codes.CUTS["committee"] for low, _ in reach):
        return []
    found = (
        Division.objects.visible_to(request.user, "neighborhoods.view_household").current().filter(level="committee")
    )
    return list(found.only("code", "name")[:1000])


def _visit_address(request: SignedIn, row: Household) -> str:
    """Filing visits belongs to an app above; its page is linked where it is installed and permitted."""
    may = row.until is None and can(request.user, "visits.add_visit", row)
    return f"{address}?household={row.pk}" if may and (address := _pick_address()) else ""


def _pick_address() -> str:
    try:
        return reverse("visits:new")
    except NoReverseMatch:
        return ""
