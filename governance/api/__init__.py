"""Kernel 6, the half for programs: what all endpoints share, and the registry in which apps put theirs."""
