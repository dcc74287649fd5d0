"""减负: admission of forms, one-time collection, e-forms, proofs, 帮办 counters."""
