"""Personal fields of the app: why each is held, for how long, and how it looks to who did not ask."""

from governance.vault.register import Basis, Kind, not_personal, personal

YEARS_10 = 10 * 365
STAFFING = "社区工作者实名制管理"

for _field, _kind, _mask, _sensitive in (
    ("number", Kind.WORK, "keep", False), ("name", Kind.IDENTITY, "name", False), ("sex", Kind.IDENTITY, "keep", False),
    ("birth_date", Kind.IDENTITY, "keep", False), ("education", Kind.WORK, "keep", False),
    ("id_number", Kind.IDENTITY, "id_number", True), ("id_number_masked", Kind.IDENTITY, "keep", False),
    ("phone", Kind.CONTACT, "phone", False), ("phone_masked", Kind.CONTACT, "keep", False),
    ("skills", Kind.WORK, "keep", False), ("state", Kind.WORK, "keep", False),
):  # fmt: skip
    personal(
        "workers.Worker", _field, kind=_kind, purpose=STAFFING, basis=Basis.CONTRACT, retention_days=YEARS_10,
        mask=_mask, sensitive=_sensitive,
    )  # fmt: skip

for _model, _fields in (
    ("Posting", ("worker", "post", "ending", "since", "until")),
    ("Certificate", ("worker", "kind", "number", "issued_on", "expires_on")),
    ("Change", ("worker", "kind", "to_division", "to_post", "ending", "effective_on", "note", "reason")),
    ("Attendance", ("session", "worker", "enrolled_at", "attended", "hours", "held_at")),
):
    for _field in _fields:
        personal(
            f"workers.{_model}", _field, kind=Kind.WORK, purpose=STAFFING, basis=Basis.CONTRACT, retention_days=YEARS_10,
            mask="keep",
        )  # fmt: skip
not_personal("workers.Posting", "ended_at")
not_personal(
    "workers.Change", "procedure", "state", "street_by", "street_at", "district_by", "district_at", "effective_at"
)  # fmt: skip
not_personal("workers.Attendance", "noted_at")
personal(
    "workers.Reveal", "reason", kind=Kind.CONDUCT, purpose="核查查看完整信息是否正当", basis=Basis.DUTY,
    retention_days=YEARS_10, mask="hide",
)  # fmt: skip
not_personal("workers.Reveal", "worker", "event", "category")
