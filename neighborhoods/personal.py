"""Personal fields of the app: why each is held, for how long, and how it looks to who did not ask."""

from governance.vault.register import Basis, Kind, not_personal, personal

YEARS_3 = 3 * 365

for _field, _kind, _purpose, _mask, _sensitive in (
    ("name", Kind.IDENTITY, "走访、服务和办理诉求时辨认本人", "name", False),
    ("sex", Kind.IDENTITY, "服务对象统计与关爱服务", "keep", False),
    ("birth_date", Kind.IDENTITY, "为老、托幼等服务按年龄找人", "keep", False),
    ("relation", Kind.FAMILY, "了解家庭成员，紧急时联系", "keep", False),
    ("id_number", Kind.IDENTITY, "核对身份，避免重复登记和重复报送", "id_number", True),
    ("id_number_masked", Kind.IDENTITY, "在列表中显示掩码", "keep", False),
    ("phone", Kind.CONTACT, "走访预约、回访与通知", "phone", False),
    ("phone_masked", Kind.CONTACT, "在列表中显示掩码", "keep", False),
    ("household", Kind.ADDRESS, "按户走访与服务", "keep", False),
    ("since", Kind.ADDRESS, "某一日在册人口的统计", "keep", False),
    ("until", Kind.ADDRESS, "某一日在册人口的统计", "keep", False),
):
    personal(
        "neighborhoods.Resident", _field, kind=_kind, purpose=_purpose, basis=Basis.DUTY,
        retention_days=YEARS_3, mask=_mask, sensitive=_sensitive,
    )  # fmt: skip
not_personal("neighborhoods.Resident", "ended_at")

personal(
    "neighborhoods.KeyPerson", "kind", kind=Kind.SPECIAL, purpose="重点人群的定期走访与关爱", basis=Basis.DUTY,
    retention_days=YEARS_3, mask="keep",
)  # fmt: skip
for _field in ("resident", "household", "since", "until"):
    personal(
        "neighborhoods.KeyPerson", _field, kind=Kind.SPECIAL, purpose="重点人群的定期走访与关爱", basis=Basis.DUTY,
        retention_days=YEARS_3, mask="keep",
    )  # fmt: skip
not_personal("neighborhoods.KeyPerson", "interval", "ended_at")

personal(
    "neighborhoods.Reveal", "reason", kind=Kind.CONDUCT, purpose="核查查看完整信息是否正当", basis=Basis.DUTY,
    retention_days=YEARS_3, mask="hide", sensitive=True,
)  # fmt: skip
not_personal("neighborhoods.Reveal", "resident", "event", "category")

for _field in ("resident", "activity", "signed_up_at", "checked_in_at"):
    personal(
        "neighborhoods.Participation", _field, kind=Kind.CONDUCT, purpose="活动的名额、签到和参与广度统计", basis=Basis.DUTY,
        retention_days=YEARS_3, mask="keep",
    )  # fmt: skip
not_personal("neighborhoods.Participation", "noted_at")
