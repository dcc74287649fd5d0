from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.test import RequestFactory
from django.test.html import parse_html
from django.utils.safestring import mark_safe

from governance.web.looks import Look
from governance.web.selects import Renderer
from governance.web.templatetags.figures import Cell, Tile, bar, delta, whisker
from governance.web.templatetags.mulin import num, pct


def rendered(source: str, query: str = "", **context: object) -> str:
    context["request"] = RequestFactory().get(f"/cases/?{query}")
    return Template(source).render(Context(context))


class VisitForm(forms.Form):
    household = forms.CharField(label="住户", help_text="门牌或拼音首字母", error_messages={"required": "选一户"})
    method = forms.ChoiceField(label="方式", choices=[("door", "上门"), ("phone", "电话")], widget=forms.RadioSelect)
    content = forms.CharField(label="说一句", required=False, max_length=200, widget=forms.Textarea)
    away = forms.BooleanField(label="家中无人", required=False)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1042, 0, "1,042"),
        (74.35, 1, "74.4"),
        (Decimal("0.5"), 0, "1"),
        (-1234.5, 1, "-1,234.5"),
        (-0.04, 1, "0.0"),
        (1e6, 0, "1,000,000"),
        (None, 0, "—"),
        ("", 0, "—"),
    ],
)
def test_numbers_have_separators_and_fixed_digits(value, digits, text):
    assert num(value, digits) == text


def test_a_share_becomes_per_cent():
    assert [pct(0.767), pct(Decimal("0.92"), 0), pct(1), pct(None)] == ["76.7%", "92%", "100.0%", "—"]


def test_an_icon_is_decoration_from_the_sprite():
    assert rendered('{% icon "clock" "over" %}') == (
        '<svg class="i over" aria-hidden="true"><use href="/static/vendor/icons.svg#clock"/></svg>'
    )


def test_a_state_is_icon_text_and_tone_together():
    html = rendered("{% state key looks %}", key="handling", looks={"handling": Look("处理中", "tools", "run")})
    assert html.startswith('<span class="state run"><svg')
    assert "#tools" in html
    assert html.endswith("处理中</span>")


def test_a_state_without_a_look_is_shown_and_escaped():
    assert "&lt;b&gt;</span>" in rendered("{% state key looks %}", key="<b>", looks={})


def test_a_deadline_says_how_long_and_keeps_the_exact_time():
    when, now = datetime.fromisoformat("2026-11-16T14:05+08:00"), datetime.fromisoformat("2026-11-18T14:05+08:00")
    html = rendered("{% due when now %}", when=when, now=now)
    assert 'class="due over"' in html
    assert 'title="2026-11-16 14:05">超期 2 天</time>' in html
    assert "—" in rendered("{% due when %}", when=None)


def test_the_query_keeps_filters_changes_one_and_starts_at_the_first_page_again():
    query = "state=filed&q=%E5%A2%99&cursor=abc"
    assert rendered('{% query_with state=None ordering="-due_at" %}', query) == "?q=%E5%A2%99&amp;ordering=-due_at"
    assert rendered('{% query_with cursor="next" %}', query) == "?state=filed&amp;q=%E5%A2%99&amp;cursor=next"


def test_repeated_filters_survive_a_change():
    assert rendered('{% query_with ordering="id" %}', "state=a&state=b") == "?state=a&amp;state=b&amp;ordering=id"


def test_the_api_address_takes_the_filters_of_the_page():
    assert (
        rendered('{% json_url "healthz" format="csv" %}', "state=filed&cursor=x")
        == "/healthz?state=filed&amp;format=csv"
    )


def test_a_column_says_how_it_is_sorted():
    source = '{{ request|sort_state:"due_at" }} {{ request|sort_state:"title" }}'
    assert rendered(source, "ordering=-due_at") == "descending none"


def test_a_field_ties_label_help_and_error_to_its_input():
    html = rendered("{% field form.household %}", form=VisitForm({}))
    assert '<label class="form-label" for="id_household">住户</label>' in html
    assert '<div id="id_household_error">' in html
    assert 'aria-describedby="id_household_helptext id_household_error"' in html
    assert 'class="form-control is-invalid"' in html
    assert 'aria-invalid="true"' in html


def test_an_optional_field_says_so_and_counts_its_characters():
    html = rendered("{% field form.content count=True %}", form=VisitForm())
    assert "可不填" in html
    assert 'data-count="id_content"' in html
    assert 'maxlength="200"' in html


def test_choices_become_segments_in_a_named_group():
    html = rendered('{% field form.method style="segs" %}', form=VisitForm({"method": "phone"}))
    assert '<legend class="form-label">方式' in html
    assert html.count('class="seg"') == 2
    assert 'value="phone" id="id_method_1" checked' in html


def test_a_single_tick_has_its_label_beside_it():
    assert '<label class="check-line" for="id_away"><input type="checkbox"' in rendered(
        "{% field form.away %}", form=VisitForm()
    )


def test_the_summary_counts_what_to_change_and_leads_there():
    html = rendered("{% form_errors form %}", form=VisitForm({"method": "door"}))
    assert "有 1 处要改" in html
    assert '<a href="#id_household">住户：选一户</a>' in html


def test_the_summary_of_a_valid_form_is_empty():
    form = VisitForm({"household": "x", "method": "door"})
    assert rendered("{% form_errors form %}", form=form).strip() == ""


def test_an_error_of_the_whole_form_names_no_field():
    form = VisitForm({"household": "x", "method": "door"})
    form.add_error(None, "账号或密码不对。")
    html = rendered("{% form_errors form %}", form=form)
    assert "没有办成" in html
    assert "<li>账号或密码不对。</li>" in html


def test_a_chart_carries_its_table_and_links_to_rows():
    source = '{% load figures %}{% chart "bars" "约请" "近两月上升" head rows %}'
    html = rendered(source, head=["月", "件"], rows=[("9 月", 3), ("10 月", Cell(5, "/cases/?m=10"))])
    assert 'data-chart="bars"' in html
    assert '<th scope="row">9 月</th><td class="n">3</td>' in html
    assert '<td class="n"><a href="/cases/?m=10">5</a></td>' in html


def test_a_tile_without_a_place_flows_and_without_a_score_is_grey():
    tiles = [Tile("四平路", "73.4", "/?d=1", band=3, row=3, column=1, note="第 8 名"), Tile("新街道", "—", "/?d=2")]
    html = rendered("{% load figures %}{% tilemap tiles %}", tiles=tiles)
    assert '<li class="r3 c1"><a class="s3" href="/?d=1">' in html
    assert '<li><a class="s0" href="/?d=2">' in html


def test_drawings_stay_inside_their_frame():
    assert 'width="100"' in bar(130)
    assert 'width="0.0"' in bar(None)
    assert 'x1="115.0"' in whisker(12, 12, 12, of=12)
    assert 'x1="5.0"' in whisker(1, 1, 1, of=1)


def test_a_change_has_an_arrow_and_a_word():
    assert "上升" in delta(0.3)
    assert "下降</span>1.2" in delta(-1.2)
    assert "持平" in delta(0.04)
    assert "—" in delta(None)


def test_a_list_of_choices_is_drawn_as_django_draws_it():
    class Asked(forms.Form):
        one = forms.ChoiceField(
            choices=[("", "请选择"), ("街<道", [("a", "甲&乙"), (2, "丙")]), (None, "丁")], initial=2
        )
        two = forms.MultipleChoiceField(choices=[("a", mark_safe("<b>")), ("b", 1234)], widget=forms.SelectMultiple)
        three = forms.NullBooleanField(widget=forms.NullBooleanSelect(attrs={"disabled": True, "hidden": False}))

    ours, plain = Asked(renderer=Renderer()), Asked(renderer=DjangoTemplates())
    assert [parse_html(str(box)) for box in ours] == [parse_html(str(box)) for box in plain]
    assert "街&lt;道" in str(ours["one"])
