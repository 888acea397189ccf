"""Workers: readers of the log with effects outside."""
