"""Shape of what people type; the rules are the actions'."""
