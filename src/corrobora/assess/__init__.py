"""Verification, grading, what is missing."""
