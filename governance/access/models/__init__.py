from governance.access.models.division import Department, Division
from governance.access.models.rows import Row, ScopedModel
from governance.access.models.spans import Span, SpanQuerySet
from governance.access.models.user import Membership, Token, User

__all__ = ["Department", "Division", "Membership", "Row", "ScopedModel", "Span", "SpanQuerySet", "Token", "User"]
