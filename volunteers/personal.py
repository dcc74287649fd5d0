"""Personal fields of the app: why each is held, for how long, and how it looks to who did not ask."""

from governance.vault.register import Basis, Kind, not_personal, personal

YEARS_3 = 3 * 365

for _field, _kind, _purpose, _mask, _sensitive in (
    ("number", Kind.IDENTITY, "实名注册、记录和证明服务时长", "keep", False),
    ("resident", Kind.IDENTITY, "居民志愿者不重复填报身份信息", "keep", False),
    ("name", Kind.IDENTITY, "实名注册、记录和证明服务时长", "name", False),
    ("initials", Kind.IDENTITY, "按拼音首字母查找志愿者", "keep", False),
    ("phone", Kind.CONTACT, "服务的召集与通知", "phone", False),
    ("phone_masked", Kind.CONTACT, "在列表中显示掩码", "keep", False),
    ("id_number", Kind.IDENTITY, "实名注册，避免重复注册", "id_number", True),
    ("id_number_masked", Kind.IDENTITY, "在列表中显示掩码", "keep", False),
    ("skills", Kind.WORK, "按专长匹配服务项目", "keep", False),
    ("since", Kind.CONDUCT, "某一日注册志愿者的统计", "keep", False),
    ("until", Kind.CONDUCT, "某一日注册志愿者的统计", "keep", False),
):
    personal(
        "volunteers.Volunteer", _field, kind=_kind, purpose=_purpose, basis=Basis.DUTY, retention_days=YEARS_3,
        mask=_mask, sensitive=_sensitive,
    )  # fmt: skip
not_personal("volunteers.Volunteer", "ended_at", "state")

for _model, _fields, _purpose in (
    ("Belonging", ("volunteer", "unit", "leads", "since", "until"), "志愿者组织的成员名册"),
    ("Recognition", ("volunteer", "title", "since", "until"), "命名表彰和后续管理"),
    (
        "ServiceRecord",
        ("shift", "volunteer", "unit", "signed_up_at", "checked_in_at", "checked_out_at", "objection", "correction"),
        "规范、及时、准确记录服务时长",
    ),
    ("HourEntry", ("record", "volunteer", "unit", "day", "minutes"), "规范、及时、准确记录服务时长"),
):
    for _field in _fields:
        personal(
            f"volunteers.{_model}", _field, kind=Kind.CONDUCT, purpose=_purpose, basis=Basis.DUTY, retention_days=YEARS_3,
            mask="keep",
        )  # fmt: skip
not_personal("volunteers.Belonging", "ended_at")
not_personal("volunteers.Recognition", "ended_at")
not_personal(
    "volunteers.ServiceRecord", "travel_minutes", "forgotten", "checked_in_by", "timed_by", "confirmed_at", "confirmed_by", "minutes", "state"
)  # fmt: skip
not_personal("volunteers.HourEntry", "kind", "by")

personal(
    "volunteers.VolunteerReveal", "reason", kind=Kind.CONDUCT, purpose="核查查看完整信息是否正当", basis=Basis.DUTY,
    retention_days=YEARS_3, mask="hide", sensitive=True,
)  # fmt: skip
not_personal("volunteers.VolunteerReveal", "volunteer", "event", "category")
