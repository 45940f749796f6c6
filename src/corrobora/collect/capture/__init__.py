"""Capturing pages of the web: fetched through one guard, kept whole, and judged for what they are."""
