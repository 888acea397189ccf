"""How long to wait before trying again."""


def backoff(failures: int, *, longest: float) -> float:
    """A pause after so many failures that doubles from 1 to `longest`; any number will do."""
    return min(longest, 2.0 ** min(failures, 100))
