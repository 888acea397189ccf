"""Working together: comments, notes, notifications."""
