"""Visits without a network: what a phone may keep, and how it comes back."""
