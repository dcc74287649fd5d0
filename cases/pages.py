"""Menu entries of the app."""
