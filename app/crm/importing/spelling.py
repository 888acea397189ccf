"""Values that are probably one thing spelled in several ways: `GTXPro` and `GTX Pro`."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

MOST = 400  # different values worth comparing
SHORTEST = 6  # characters; below that a letter makes another word
CLOSE = 0.9


def similar(counts: Counter[str], known: Iterable[str] = ()) -> list[list[str]]:
    """Groups of spellings; the one to keep comes first (a known one, else the most frequent)."""
    if not counts or len(counts) > MOST:
        return []
    there = list(dict.fromkeys(known))
    places = {name: n for n, name in enumerate(there)}
    groups: dict[str, list[str]] = {}
    for value in [*there, *counts]:
        groups.setdefault(bare(value), []).append(value)
    _merge_close(groups)
    found: list[list[str]] = []
    for spellings in groups.values():
        distinct = list(dict.fromkeys(spellings))
        if len(distinct) > 1 and any(value in counts for value in distinct):
            found.append(sorted(distinct, key=lambda v: (v not in places, -counts[v], v)))
    return found


def bare(value: str) -> str:
    """Letters and digits only, without case and accents."""
    plain = unicodedata.normalize("NFKD", value).casefold()
    return re.sub(r"[\W_]+", "", "".join(c for c in plain if not unicodedata.combining(c))) or value


def _merge_close(groups: dict[str, list[str]]) -> None:
    """Join groups that differ by a slip of the keyboard; never by a digit."""
    keys = sorted(groups)
    for n, one in enumerate(keys):
        for other in keys[n + 1 :]:
            if one in groups and other in groups and _slip(one, other):
                groups[one] += groups.pop(other)


def _slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHORTEST or abs(len(one) - len(other)) > 2:
        return False
    if re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= CLOSE and matcher.ratio() >= CLOSE
