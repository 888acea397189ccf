"""Changes of many records at once: one job, a permission check for each record, undone as one."""
