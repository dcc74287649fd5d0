"""The entries of vault itself, of files, which stands beside it and may not import it, and of what every row has."""

from governance.vault.register import Basis, Kind, not_personal, personal

personal(
    "vault.RegisterHistory", "previous", kind=Kind.IDENTITY, purpose="登记更正的核对与撤销", basis=Basis.DUTY,
    retention_days=3 * 365, mask="hide", sensitive=True,
)  # fmt: skip
not_personal("vault.RegisterHistory", "subject_type", "subject_id", "division", "at", "by", "event")
personal(
    "files.Attachment", "name", kind=Kind.CONDUCT, purpose="辨认所附的材料", basis=Basis.DUTY,
    retention_days=3 * 365, mask="hide",
)  # fmt: skip
not_personal(
    "files.Attachment", "subject_type", "subject_id", "division", "content_type", "size", "sha256", "key",
    "uploaded_by", "created", "withdrawn_at", "withdrawn_reason",
)  # fmt: skip
not_personal("*", "version", "division", "created_by", "recorded_at", "withdrawn_at", "withdrawn_reason")
