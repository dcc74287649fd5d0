"""Words as numbers: how often each run of one to three characters stands in a text, counted in 2^15 drawers.

The same for training and for answering, without a vocabulary to store, so that a web process answers in a millisecond
and never loads scikit-learn.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections import Counter

import numpy as np

DRAWERS = 1 << 15
RUNS = (1, 2, 3)
MOST = 600  # characters; what a case is about stands at its beginning


def plain(text: str) -> str:
    """Full width as half width, no spaces, no punctuation, digits as 0: a house number is no category."""
    kept = (letter for letter in unicodedata.normalize("NFKC", text[:MOST]).lower() if letter.isalnum())
    return "".join("0" if letter.isdigit() else letter for letter in kept)


def features(text: str) -> tuple[np.ndarray, np.ndarray]:
    """(drawers, values) of a text, each drawer once; the values have length 1. Empty for a text without letters."""
    words = plain(text)
    runs = (words[at : at + length] for length in RUNS for at in range(len(words) - length + 1))
    counted = Counter(zlib.crc32(run.encode()) % DRAWERS for run in runs)
    drawers = np.fromiter(counted, dtype=np.int32, count=len(counted))
    values = 1 + np.log(np.fromiter(counted.values(), dtype=np.float32, count=len(counted)))
    return drawers, values / (np.linalg.norm(values) or 1)


def asked(title: str, description: str = "") -> str:
    """What a suggestion is made from."""
    return f"{title} {description}"
