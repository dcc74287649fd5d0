"""Registers the app's resources."""
