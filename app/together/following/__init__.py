"""Following and muting records."""
