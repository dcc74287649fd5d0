"""Kernel 3: attachments. What may come in, what is taken out of it first, and how it is handed back."""
