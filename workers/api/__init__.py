"""Registers the app's resources, as contract.md lists them."""
