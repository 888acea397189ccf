"""Whose records count as ours."""
