"""What is told of a task: a sentence, how far, which milestones, which stated figures, with evidence."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.forms import TextField
from governance.web.forms import Fitted
from indices.plans.forms.planning import CHOSEN, NEEDED
from indices.plans.models import Milestone, PlanTask


class ProgressForm(Fitted):
    """A field for each stated figure of the task, named `stated-<id>`."""

    text = TextField(label="进展", limit=1000, rows=4, help_text="做了什么，还差什么。不要写证件号和电话。")
    percent = forms.IntegerField(
        label="完成百分比", min_value=0, max_value=100, error_messages=NEEDED,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    done = forms.ModelMultipleChoiceField(
        Milestone.objects.none(),
        label="这次完成的节点",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=CHOSEN,
    )
    evidence = forms.FileField(label="佐证材料", required=False, help_text="照片、PDF、Word 或 Excel。")

    def __init__(self, *args: Any, task: PlanTask, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [one for one in task.milestones.all() if one.withdrawn_at is None and one.done_on is None]
        self.fields["done"].queryset = task.milestones.filter(pk__in=[one.pk for one in waiting])
        self.fields["done"].choices = [(one.pk, str(one)) for one in waiting]  # known already: not asked for again
        self.initial.setdefault("percent", task.percent)
        if not waiting:
            del self.fields["done"]
        self.figures = [one for one in task.figures.all() if not one.indicator and not one.withdrawn_at]
        for one in self.figures:
            label = f"{one.name}（目标 {one.target.normalize():f} {one.unit}）"
            self.fields[f"stated-{one.pk}"] = forms.DecimalField(
                label=label, required=False, max_digits=12, decimal_places=2, initial=one.stated, error_messages=NEEDED
            )

    def asked(self) -> dict[str, Any]:
        given = self.cleaned_data
        stated = {one.pk: given[f"stated-{one.pk}"] for one in self.figures if given[f"stated-{one.pk}"] is not None}
        files = [given["evidence"]] if given.get("evidence") else []
        return {"text": given["text"], "percent": given["percent"], "done": given.get("done") or (), "stated": stated, "evidence": files}  # fmt: skip
