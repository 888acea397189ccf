"""Pauses that double."""

from app.core.backoff import backoff


def test_a_pause_doubles_up_to_the_longest() -> None:
    """Also after so many failures that the doubling itself would not fit into a number."""
    assert [backoff(n, longest=5.0) for n in (0, 1, 2, 3)] == [1.0, 2.0, 4.0, 5.0]
    assert backoff(100_000, longest=300.0) == 300.0
