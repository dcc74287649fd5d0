"""Personal fields of the app: why each is held, for how long, and how it looks to who did not ask."""

from governance.vault.register import Basis, Kind, not_personal, personal

for _field, _kind, _mask in (
    ("name", Kind.IDENTITY, "hide"),
    ("phone", Kind.CONTACT, "hide"),
    ("text", Kind.CONDUCT, "keep"),
    ("address", Kind.ADDRESS, "keep"),
):
    personal(
        "intake.HotlineRow", _field, kind=_kind, purpose="核对后转为工单；来电人随即移入报告人", basis=Basis.DUTY,
        retention_days=30, mask=_mask,
    )  # fmt: skip
not_personal(
    "intake.HotlineRow", "batch", "line", "number", "accepted_at", "due_at", "category", "suggested", "probability",
    "place", "placed", "problems", "known", "case",
)  # fmt: skip
for _model in ("intake.Snapshot", "intake.Support"):
    personal(
        _model,
        "sender",
        kind=Kind.CONTACT,
        purpose="限制同一来源的次数",
        basis=Basis.DUTY,
        retention_days=365,
        mask="hide",
    )
not_personal("intake.Snapshot", "case", "digest")
not_personal("intake.Support", "case")
