"""What can be wrong with a scheme or a table. The message is one Chinese sentence that names the node or the cell."""

from __future__ import annotations


class ScoringError(ValueError):
    """Nothing was scored; the sentence says why, to the user."""


class SchemeError(ScoringError):
    """The scheme itself is wrong, whatever the data."""


class DataError(ScoringError):
    """The data are wrong, or do not go with the scheme."""


def why(error: OSError) -> str:
    """Say in Chinese why a file could not be opened."""
    for kind, reason in _REASONS.items():
        if isinstance(error, kind):
            return reason
    return error.strerror or "原因不明"


_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "没有这个文件或目录",
    IsADirectoryError: "这是一个目录",
    NotADirectoryError: "路径中有一段不是目录",
    PermissionError: "没有权限",
}
