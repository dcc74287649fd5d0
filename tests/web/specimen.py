"""A page with every shared part on it, for the browser tests of the shell."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.flow.machine import StepRefused
from governance.urls import handler400, handler403, handler404, handler500  # noqa: F401
from governance.web.looks import Look
from governance.web.templatetags.figures import Cell, Tile

PAGE = """
{% extends "base.html" %}{% load figures %}
{% block title %}样张{% endblock %}
{% block main %}
<div class="page-head"><div>{% include "parts/breadcrumb.html" %}<h1>样张</h1></div></div>
<section class="panel"><p class="row-flex">{% for key in looks %}{% state key looks %}{% endfor %}{% for when in dues %}{% due when %}{% endfor %}{% delta 0.3 %}{% delta -1.2 %}</p>{% bar 72 70 %}{% whisker 3 2 6 of=12 %}</section>
<form class="panel" method="post" novalidate>{% csrf_token %}{% form_errors form %}{% field form.title %}{% field form.content count=True %}{% field form.method style="segs" %}{% field form.needs style="chips" %}{% field form.away %}<button class="btn btn-primary" id="save" data-confirm="确定保存？">保存</button></form>
<form class="panel" hx-post="/refused/" hx-target="#answer"><button class="btn btn-quiet" id="step">派遣</button><p id="answer"></p></form>
<section class="panel flush"><form class="bulk" id="bulk" data-bulk="ids">已选 <span data-picked>0</span> 件<button class="btn btn-link" type="button" data-check-none="ids">取消选择</button></form>
<table class="data"><thead><tr><th class="pick"><input class="form-check-input" type="checkbox" data-check-all="ids" aria-label="选择全部"></th><th>事项</th></tr></thead><tbody>{% for id in "123" %}<tr><td class="pick"><input class="form-check-input" type="checkbox" name="ids" value="{{ id }}" form="bulk" aria-label="选择 {{ id }}"></td><td>{{ id }}</td></tr>{% endfor %}</tbody></table>{% include "parts/pager.html" with shown=3 next="?cursor=x" %}</section>
<section class="panel flush">{% include "parts/empty.html" with title="没有超期的工单" %}</section>
<section class="panel"><h2>得分</h2>{% tilemap tiles %}{% include "parts/bands.html" %}</section>
{% for kind, head, rows in charts %}<section class="panel"><h2>{{ kind }}</h2>{% chart kind kind "一句话的结论" head rows %}</section>{% endfor %}
{% endblock %}
{% block scripts %}<script src="{% static 'vendor/echarts.simple.min.js' %}" defer></script><script src="{% static 'charts.js' %}" defer></script>{% endblock %}
"""

CHARTS = [
    (
        "trend",
        ["月份", "指数", "下限", "上限"],
        [("2026-09", 74.1, 72.6, 75.5), ("2026-10", Cell(74.4, "?month=10"), 72.9, 75.8)],
    ),
    ("stage", ["阶段", "正常", "快到期", "超期"], [("待立案", 9, 2, 1), ("处理中", 181, 22, Cell(11, "?overdue=1"))]),
    ("plan", ["月", "完成%", "计划%"], [("9 月", 60, 62), ("10 月", 71, 70)]),
    ("bars", ["月", "解决率%"], [("9 月", 91), ("10 月", None)]),
    ("rank", ["街道", "排名", "最好", "最差"], [("新江湾城", 1, 1, 3), ("控江路", 2, 1, 4)]),
    ("lines", ["月份", "本单位", "全区"], [("2026-09", 70.1, 71), ("2026-10", 71.4, 70.9)]),
    ("histogram", ["%", "单位数", "本单位在此"], [("60–70", 3, ""), ("70–80", 5, "是"), ("80–90", 1, "")]),
]


class SpecimenForm(forms.Form):
    title = forms.CharField(label="事项", help_text="一句话说清楚", error_messages={"required": "写一句事项"})
    content = forms.CharField(label="说一句", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    method = forms.ChoiceField(label="方式", choices=[("door", "上门"), ("phone", "电话")], widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(
        label="需求", choices=[("1", "住房修缮"), ("2", "助老服务")], widget=forms.CheckboxSelectMultiple
    )
    away = forms.BooleanField(label="家中无人", required=False)


@require_http_methods(["GET", "POST"])
def specimen(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": SpecimenForm(request.POST or None),
        "looks": {
            tone: Look(f"状态{at}", "clock", tone)
            for at, tone in enumerate(["", "run", "check", "done", "back", "over"])
        },
        "dues": [now - timedelta(days=2), now + timedelta(minutes=30), now + timedelta(days=9)],
        "tiles": [Tile(f"街道{band}", "73.4", "?", band, row=1 + band // 4, column=1 + band % 4) for band in range(6)],
        "bands": ["＜71", "71–73", "73–75", "75–77", "≥77"],
        "charts": CHARTS,
        "trail": [("杨浦区", "/"), ("四平路街道", "")],
    }
    return HttpResponse(Template(PAGE).render(RequestContext(request, context)))


def refused(request: HttpRequest) -> HttpResponse:
    raise StepRefused("工单已被别人派遣。")


urlpatterns = [
    path("specimen/", specimen),
    path("refused/", refused),
    path("", include("governance.web.urls")),
    path("", include("visits.offline.urls")),  # every page names the app that it can be
]
