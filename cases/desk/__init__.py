"""The officer's own tools: shortlists, reply templates, photos and what of a case is public."""
