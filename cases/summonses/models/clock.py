"""How soon a department must answer and come."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from governance.access.models import ScopedModel

DAYS = [MinValueValidator(1), MaxValueValidator(60)]
HOURS = [MinValueValidator(1), MaxValueValidator(240)]


class Clock(ScopedModel):
    """约请时限 of a division and all below it: working days as a rule, hours by the clock where it is urgent."""

    inherited = True

    answer_days = models.PositiveSmallIntegerField("应约（工作日）", default=1, validators=DAYS)
    arrive_days = models.PositiveSmallIntegerField("到场（工作日）", default=3, validators=DAYS)
    urgent_answer_hours = models.PositiveSmallIntegerField("紧急应约（小时）", default=2, validators=HOURS)
    urgent_arrive_hours = models.PositiveSmallIntegerField("紧急到场（小时）", default=24, validators=HOURS)

    class Meta:
        verbose_name = verbose_name_plural = "约请时限"
        ordering = ["division"]
        indexes = [models.Index(fields=["division", "id"], name="summons_clock_division")]
        constraints = [
            models.UniqueConstraint(fields=["division"], name="summons_clock_is_one_a_division"),
            models.CheckConstraint(
                condition=models.Q(arrive_days__gte=models.F("answer_days"))
                & models.Q(urgent_arrive_hours__gte=models.F("urgent_answer_hours")),
                name="summons_clock_arrives_after_answering", violation_error_message="到场时限不能短于应约时限。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.division_id} {self.arrive_days}"
