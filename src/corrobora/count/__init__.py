"""Scopes, tallies and reconciliation."""
