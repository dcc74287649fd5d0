"""Kernel 3: personal data. Field encryption, masks, checksums, the field register and the history of registers."""
