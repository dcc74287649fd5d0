"""Personal fields of the app."""
