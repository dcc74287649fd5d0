"""Drafts: copied, typed into, refused with the node's name, locked for good."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from indices.actions import drafting, nightly, schemes
from indices.definitions import canonical
from indices.models import Scheme, SchemeVersion
from indices.selectors.runs import runs_of
from tests.factories.indices import OCTOBER
from tests.indices.drafts import WRONG, cell, changed, form_of
from tests.indices.reading import asked_of_the_database, text_of


@pytest.fixture
def draft(version, admin):
    return drafting.copy(version, by=admin)


# actions


def test_a_copy_is_the_next_draft_and_says_where_it_comes_from(version, admin, draft):
    assert (draft.number, draft.state, draft.based_on, draft.definition) == (2, "draft", version, version.definition)
    assert Event.objects.filter(verb="scheme_version.draft", subject_id=draft.pk, actor=admin).exists()


@pytest.mark.parametrize(("spoil", "sentence"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_refused_with_the_nodes_name(version, draft, admin, spoil, sentence):
    for attempt in (
        lambda: schemes.draft(version.scheme, spoil(version.definition), by=admin),
        lambda: drafting.revise(draft, definition=spoil(version.definition), by=admin),
    ):
        with pytest.raises(ValidationError) as refused:
            attempt()
        assert sentence in refused.value.messages[0]
    assert SchemeVersion.objects.count() == 2


def test_weights_may_sum_to_one_and_an_only_child_weighs_what_it_likes(version, admin):
    halves = changed(changed(version.definition, "ZZ-B1", weight=0.5), "ZZ-B2", weight=0.5)
    assert schemes.draft(version.scheme, changed(halves, "ZZ-B", weight=3), by=admin).number == 2


def test_who_only_looks_drafts_and_changes_nothing(version, draft, viewer, neighbour):
    for person in (viewer, neighbour):
        with pytest.raises(PermissionDenied):
            drafting.copy(version, by=person)
        with pytest.raises(PermissionDenied):
            drafting.revise(draft, note="改", by=person)
        with pytest.raises(StepForbidden):
            schemes.lock(draft, by=person)


def test_a_locked_version_never_changes_not_even_by_sql(draft, admin):
    locked = schemes.lock(draft, by=admin)
    with pytest.raises(StepRefused, match="已锁定"):
        drafting.revise(locked, note="改", by=admin)
    with pytest.raises(StepRefused):
        schemes.lock(locked, by=admin)
    rows = SchemeVersion.objects.filter(pk=locked.pk)
    for change in (
        {"definition": {}},
        {"hash": "0" * 64},
        {"provisional": ["ZZ-B1"]},
        {"number": 9},
        {"state": "draft"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_retired_version_computes_no_night_and_is_locked_no_more(draft, version, admin):
    with pytest.raises(StepRefused):
        schemes.retire(draft, by=admin)
    locked = schemes.lock(draft, by=admin)
    assert nightly.versions() == [locked]
    schemes.retire(locked, by=admin)
    assert nightly.versions() == [version]
    with pytest.raises(StepRefused):
        schemes.lock(locked, by=admin)


def test_in_force_is_what_was_locked_last_however_old_the_draft(place, draft, admin):
    second = schemes.ensure_phase_two(place.district, by=None)
    assert nightly.versions() == [second]
    locked = schemes.lock(draft, by=admin)
    assert nightly.versions() == [locked]
    computed_by = {nightly.compute(one, place.district, OCTOBER, by=None).pk: one for one in (second, locked)}
    assert computed_by[runs_of(admin, place.district.code)[0].pk] == locked


def test_one_definition_has_one_form_whatever_it_was_written_like(version):
    written = version.definition | {"nodes": [dict(node) for node in version.definition["nodes"]]}
    written["nodes"][0].pop("parent")
    written["nodes"][1] |= {"weight": 25.0, "floor": None}
    assert canonical(written) == version.definition
    assert schemes.digest(canonical(written)) == version.hash


# pages


def test_the_list_says_who_locked_when_and_what_each_computed(client, run, draft, admin, viewer):
    schemes.lock(draft, by=admin)
    client.force_login(viewer)
    shown = text_of(client.get("/index/schemes/"))
    for text in ("示例方案·一期 v1", "示例方案·一期 v2", "复制自 v1", "现用", admin.name, "1 期 2026-10"):
        assert text in shown
    assert "示例方案·一期 v2" not in text_of(client.get("/index/schemes/?state=draft"))
    assert asked_of_the_database(client, "/index/schemes/") <= 12


def test_a_draft_is_copied_typed_into_and_locked_on_the_pages(client, version, admin):
    client.force_login(admin)
    edit = client.post(f"/index/schemes/{version.pk}/copy/")["Location"]
    draft = SchemeVersion.objects.get(number=2)
    form = form_of(draft) | {
        cell(draft, "low", "ZZ-B1"): "35", cell(draft, "provisional", "ZZ-B1"): "on", "note": "走访率起点提高"
    }  # fmt: skip
    page = client.post(edit, form)
    assert page["Location"] == f"/index/schemes/{draft.pk}/"
    draft.refresh_from_db()
    assert draft.definition == changed(version.definition, "ZZ-B1", low=35)
    assert (draft.provisional, draft.note) == (["ZZ-B1"], "走访率起点提高")
    assert "暂定" in text_of(client.get(page["Location"]))
    client.post(f"/index/schemes/{draft.pk}/lock/")
    draft.refresh_from_db()
    assert (draft.state, draft.hash) == ("locked", schemes.digest(draft.definition))
    assert client.get(edit).status_code == 409


def test_a_draft_is_discarded_on_its_page(client, version, draft, admin, viewer):
    page = f"/index/schemes/{draft.pk}/"
    client.force_login(viewer)
    assert "作废草稿" not in text_of(client.get(page))
    client.force_login(admin)
    assert "作废草稿" in text_of(client.get(page))
    client.post(f"{page}withdraw/", {"reason": " "})
    draft.refresh_from_db()
    assert draft.withdrawn_at is None
    client.post(f"{page}withdraw/", {"reason": "起草有误"})
    assert "已作废：起草有误" in text_of(client.get(page))
    assert "示例方案·一期 v2" not in text_of(client.get("/index/schemes/"))
    assert client.get(f"{page}edit/").status_code == 409
    with pytest.raises(StepRefused, match="作废"):
        drafting.revise(draft, note="改", by=admin)
    assert drafting.copy(version, by=admin).number == 3


def test_a_node_is_moved_removed_and_added_in_the_table(client, draft, admin):
    client.force_login(admin)
    blank = f"-{len(draft.definition['nodes'])}"
    form = form_of(draft) | {
        cell(draft, "removed", "ZZ-B2"): "on", cell(draft, "weight", "ZZ-B1"): "60",
        f"code{blank}": "ZZ-B6", f"parent{blank}": "ZZ-B", f"weight{blank}": "40", f"low{blank}": "20", f"high{blank}": "85",
    }  # fmt: skip
    assert client.post(f"/index/schemes/{draft.pk}/edit/", form).status_code == 302
    draft.refresh_from_db()
    weights = {node["code"]: node["weight"] for node in draft.definition["nodes"] if node["parent"] == "ZZ-B"}
    assert weights == {"ZZ-B1": 60, "ZZ-B6": 40}


@pytest.mark.parametrize(
    ("name", "code", "text", "sentence"),
    [
        ("weight", "ZZ-B1", "51", "节点「ZZ-B」的下级权重之和是 101，应当是 100"),
        ("weight", "ZZ-B1", "五十", "节点「ZZ-B1」的权重“五十”不是数"),
        ("high", "ZZ-B1", "30", "节点「ZZ-B1」的归一化（normalisation）的目标值低端 30 应当小于高端 30"),
        ("parent", "ZZ", "ZZ-B", "的上级成了环"),
    ],
)
def test_a_table_that_is_wrong_says_where_and_keeps_what_was_typed(client, draft, admin, name, code, text, sentence):
    client.force_login(admin)
    page = client.post(
        f"/index/schemes/{draft.pk}/edit/", form_of(draft) | {cell(draft, name, code): text, "note": "试改"}
    )
    shown = page.content.decode()
    assert page.status_code == 422
    assert sentence in shown
    assert 'href="#row-' in shown
    assert f'value="{text}"' in shown
    assert "试改</textarea>" in shown
    before = draft.definition
    draft.refresh_from_db()
    assert draft.definition == before


def test_an_edit_of_what_somebody_else_has_just_changed_is_shown_and_not_saved(client, draft, admin):
    form = form_of(draft) | {"note": "我的"}
    drafting.revise(draft, note="别人的", by=admin)
    client.force_login(admin)
    page = client.post(f"/index/schemes/{draft.pk}/edit/", form)
    assert page.status_code == 409
    assert "我的</textarea>" in page.content.decode()
    draft.refresh_from_db()
    assert draft.note == "别人的"


def test_a_scheme_belongs_to_a_district(place, version, admin):
    with pytest.raises(ValidationError, match="区"):
        drafting.bring(version.definition, division=place.north, code="other", by=admin)
    assert Scheme.objects.count() == 1
