"""How long to wait before trying again."""


def backoff(failures: int, *, longest: float, first: float = 1.0) -> float:
    """A pause after so many failures that doubles from `first` to `longest`; any number will do."""
    return min(longest, first * 2.0 ** min(failures, 100))
