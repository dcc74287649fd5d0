"""What a district sets up once: plans of visits, reply templates, questions of categories, sensors and what they told."""

from __future__ import annotations

from cases.desk.models import ReplyTemplate
from cases.models import Category, Question
from governance.access.models import Division
from governance.demo.asking import Asked
from governance.demo.calendar import DAY, Calendar
from governance.demo.places import Home
from governance.demo.world import Making
from governance.vault.fields import encrypt
from visits.actions import plans

REPLIES = (
    ("finish", "已处理", "{事项}已于{日期}处理完毕，现场已恢复。"),
    ("finish", "已联系居民", "已与居民联系并说明情况，居民表示认可。"),
    ("refuse", "不属本部门", "经核，该事项不属{部门}职责，请改派主管部门。"),
    ("rework", "补充照片", "请补充处理后的照片再反馈。"),
    ("reopen", "居民反映未解决", "回访时居民反映没有解决，请再次办理。"),
)
QUESTIONS = {
    "streets": (("when", "什么时候最严重", "singlevaluelist", ("早上", "白天", "晚上", "全天")),),
    "parking": (
        ("blocked", "是否堵了消防通道", "singlevaluelist", ("是", "否")),
        ("plate", "占位车辆数", "number", ()),
    ),
    "hazard": (("kind", "隐患在哪里", "multivaluelist", ("楼道", "屋面外墙", "用电", "燃气", "其他")),),
}
SENSORS = {"hazard": "烟感", "streets": "垃圾满溢", "parking": "通道占用"}


def outfit(district: Division, calendar: Calendar) -> None:
    """The plans of this year; what exists stays as it is."""
    for label in plans.adopt_labels(district, by=None):
        if label.code in ("universal", "key-2", "enterprise"):
            plans.make_plan(district, by=None, label=label, starts_on=calendar.today.replace(month=1, day=1))
    rows = [ReplyTemplate(division=district, step=step, title=title, text=text) for step, title, text in REPLIES]
    ReplyTemplate.objects.bulk_create(rows, ignore_conflicts=True)
    for category in Category.objects.filter(division=district, code__in=QUESTIONS):
        Question.objects.bulk_create(
            [
                Question(
                    division=district, category=category, code=code, label=label, kind=kind, order=order,
                    choices=[{"key": name, "name": name} for name in choices],
                )
                for order, (code, label, kind, choices) in enumerate(QUESTIONS[category.code], start=1)
            ],
            ignore_conflicts=True,
        )  # fmt: skip


def listen(making: Making, homes: list[Home], cases: list[Asked]) -> None:
    """A sensor of each sort, and the event that each case of theirs began with."""
    sensors = {code: _sensor(making, homes, code) for code in SENSORS}
    for case in cases:
        if case.entrance == "sensor" and case.topic.code in sensors:
            making.sheets.add(
                "intake_sensorevent", *making.filed(case.moment)[:3], None, making.text(case.moment), "", sensors[case.topic.code],
                case.id[-12:], making.text(case.moment), case.text, "opened", case.id,
            )  # fmt: skip


def _sensor(making: Making, homes: list[Home], code: str) -> str:
    topic = next(one for one in making.world.topics if one.code == code)
    home, recorded, table = making.rng.choice(homes), -making.rng.randint(1, 20 * DAY), "intake_sensor"
    row = making.id(recorded)
    making.sheets.add(
        table, row, *making.filed(recorded, making.committee.officer)[1:], f"{code.upper()}-{making.committee.code}",
        f"{SENSORS[code]}传感器", topic.id, f"{home.site} {making.rng.choice(('门厅', '二楼', '出入口'))}", *home.place,
        encrypt(table, "secret", row, f"{making.rng.getrandbits(128):032x}"), making.text(making.calendar.now),
    )  # fmt: skip
    return row
