"""`X-Mulin-Signature: t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over "<t>.<body>" under the shared secret.

While a secret is being changed there are two `v1`, one under each; a receiver accepts any that fits. A signature is
good for five minutes before and after, so that a copy sent later is worth nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable

HEADER = "X-Mulin-Signature"
WINDOW = 300  # seconds

_SHAPE = re.compile(r"t=(\d{1,12})((?:,v1=[0-9a-f]{64}){1,5})", re.ASCII)


def sign(secrets: Iterable[str], at: int, body: bytes) -> str:
    return ",".join([f"t={at}", *(f"v1={_digest(secret, at, body)}" for secret in secrets)])


def is_signed(header: str, secrets: Iterable[str], body: bytes, *, now: float) -> bool:
    found = _SHAPE.fullmatch(header.replace(" ", ""))
    if not found or abs(now - int(found[1])) > WINDOW:
        return False
    given = found[2].removeprefix(",v1=").split(",v1=")
    wanted = [_digest(secret, int(found[1]), body) for secret in secrets]
    return any(hmac.compare_digest(one, other) for one in given for other in wanted)


def _digest(secret: str, at: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
