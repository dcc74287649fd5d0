"""Personal fields of the app: why each is held, for how long, and how it looks to who did not ask."""

from governance.vault.register import Basis, Kind, not_personal, personal

YEARS_3 = 3 * 365

for _model, _field, _kind, _purpose, _mask, _sensitive in (
    ("Disputant", "mediation", Kind.CONDUCT, "调解民间纠纷", "keep", False),
    ("Disputant", "side", Kind.CONDUCT, "调解民间纠纷", "keep", False),
    ("Disputant", "name", Kind.IDENTITY, "调解民间纠纷，制作调解协议书", "name", False),
    ("Disputant", "name_masked", Kind.IDENTITY, "在列表中显示掩码", "keep", False),
    ("Disputant", "id_number", Kind.IDENTITY, "制作调解协议书", "id_number", True),
    ("Disputant", "id_number_masked", Kind.IDENTITY, "在列表中显示掩码", "keep", False),
    ("Disputant", "phone", Kind.CONTACT, "通知调解和回访履行情况", "phone", False),
    ("Disputant", "phone_masked", Kind.CONTACT, "在列表中显示掩码", "keep", False),
    ("Disputant", "address", Kind.ADDRESS, "制作调解协议书", "hide", False),
    ("Consult", "name", Kind.IDENTITY, "答复法律咨询", "name", False),
    ("Consult", "name_masked", Kind.IDENTITY, "在列表中显示掩码", "keep", False),
    ("Consult", "phone", Kind.CONTACT, "答复法律咨询", "phone", False),
    ("Consult", "phone_masked", Kind.CONTACT, "在列表中显示掩码", "keep", False),
    ("Consult", "topic", Kind.CONDUCT, "答复法律咨询", "keep", False),
    ("Consult", "question", Kind.CONDUCT, "答复法律咨询", "keep", False),
    ("Consult", "answer", Kind.CONDUCT, "答复法律咨询", "keep", False),
    ("DisputeReveal", "reason", Kind.CONDUCT, "核查查看完整信息是否正当", "hide", True),
):
    personal(
        f"mediations.{_model}", _field, kind=_kind, purpose=_purpose, basis=Basis.DUTY, retention_days=YEARS_3, mask=_mask,
        sensitive=_sensitive,
    )  # fmt: skip
not_personal(
    "mediations.Consult", "channel", "asked_at", "state", "adviser", "answered_by", "answered_at", "referral", "referred_at",
    "mediation",
)  # fmt: skip
not_personal("mediations.DisputeReveal", "disputant", "consult", "event", "category")
