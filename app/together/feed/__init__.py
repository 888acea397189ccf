"""The public change feed: the log as this actor may see it."""
