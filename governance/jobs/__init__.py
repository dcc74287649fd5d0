"""Kernel 2: runs with a lease, the outbox and its relay, idempotency keys, progress, the user's inbox."""
