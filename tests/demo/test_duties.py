"""责任分工 and 督导 of a demo district, laid down without the rest of it."""

from __future__ import annotations

from collections import Counter

from governance.demo import accounts, duties
from governance.demo.calendar import Calendar
from indices.plans.models import AnnualPlan, Finding, Inspection, PlanTask, TaskProgress
from tests.demo.conftest import NOW


def lay_down(divided) -> None:
    accounts.departments(divided.district)
    duties.lay_down(divided.district, Calendar.at(NOW), seed=1)


def test_a_demo_district_has_a_plan_the_seven_projects_and_inspections_once_all_valid(divided):
    lay_down(divided)
    assert Counter(AnnualPlan.objects.values_list("kind", "state")) == {
        ("annual", "running"): 1, ("key", "running"): 7, ("review", "assigned"): 1
    }  # fmt: skip
    plan = AnnualPlan.objects.get(kind="annual")
    assert Counter(plan.tasks.values_list("division__level", flat=True)) == {"district": 7, "subdistrict": 14}
    assert not plan.tasks.exclude(parties__part="lead").exists()
    assert PlanTask.objects.filter(percent__gt=0).count() == PlanTask.objects.count()
    assert not TaskProgress.objects.filter(at__gt=NOW).exists()
    assert Counter(Inspection.objects.values_list("state", flat=True)) == {
        "reported": 2, "rectify": 1, "planned": 1
    }  # fmt: skip
    for model in (AnnualPlan, PlanTask, Inspection, Finding):
        for row in model.objects.all():
            row.full_clean()
    lay_down(divided)
    assert (AnnualPlan.objects.count(), Inspection.objects.count()) == (9, 4)
