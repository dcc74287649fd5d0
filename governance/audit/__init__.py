"""Kernel 1: append-only events, sealed in a hash chain by one writer."""
