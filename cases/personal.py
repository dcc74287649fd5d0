"""Personal fields of the app: why each is held, for how long, and how it looks to who did not ask."""

from governance.vault.register import Basis, Kind, not_personal, personal

for _field, _kind, _mask in (
    ("name", Kind.IDENTITY, "name"),
    ("name_masked", Kind.IDENTITY, "keep"),
    ("phone", Kind.CONTACT, "phone"),
    ("phone_masked", Kind.CONTACT, "keep"),
    ("email", Kind.CONTACT, "hide"),
    ("case", Kind.CONDUCT, "keep"),
):
    personal(
        "cases.Reporter", _field, kind=_kind, purpose="核实诉求、答复与回访", basis=Basis.DUTY, retention_days=3 * 365,
        mask=_mask,
    )  # fmt: skip
personal(
    "cases.ReporterReveal", "reason", kind=Kind.CONDUCT, purpose="核查查看完整信息是否正当", basis=Basis.DUTY,
    retention_days=3 * 365, mask="hide", sensitive=True,
)  # fmt: skip
not_personal("cases.ReporterReveal", "reporter", "event", "category")
