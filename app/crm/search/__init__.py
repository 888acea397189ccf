"""Search across all record types."""
