"""What goes wrong with embedded services, in words for the person who started them."""


class ServicesError(Exception):
    """An embedded service can't be had: one sentence that says which, why, and which log to read."""
