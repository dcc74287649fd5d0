"""Marks that several tests share."""

import pytest

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
"""For tests whose rows are really committed (threads, workers, browsers); the owner flushes afterwards."""
