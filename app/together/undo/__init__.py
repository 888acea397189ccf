"""Undo: taking back any event of the log, one's own or, by permission, another's."""
