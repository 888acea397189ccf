"""Dates and numbers as people write them: `MM/DD/YYYY`, `DD.MM.YYYY`, `1.234,56`, `1,234.56`.

A format is written like a sample; reading by it is strict, so that 13/01/2026 never becomes January.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache

from app.core.money import CURRENCIES

DATE_FORMATS = (
    "YYYY-MM-DD",
    "MM/DD/YYYY",
    "DD/MM/YYYY",
    "DD.MM.YYYY",
    "YYYY/MM/DD",
    "DD-MM-YYYY",
    "MM-DD-YYYY",
    "YYYYMMDD",
    "MM/DD/YY",
    "DD/MM/YY",
    "DD.MM.YY",
    "DD MMM YYYY",
    "MMM DD, YYYY",
    "DD-MMM-YYYY",
)
NUMBER_FORMATS = ("1234.56", "1,234.56", "1.234,56", "1234,56", "1 234,56", "1'234.56")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PIECES = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d{2})",
    "MMM": r"(?P<name>[A-Za-z]{3,9})\.?",
    "MM": r"(?P<month>\d{1,2})",
    "M": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
    "D": r"(?P<day>\d{1,2})",
}
TIME = (
    r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
SYMBOLS = "€$£¥₹₽₩₺₫₴₪₦₱฿₡₲₵₸₼₾¢"
UNITS = {code.lower() for code in CURRENCIES} | {"kr", "zł", "fr", "rs", "ft", "kč", "lei", "r"}
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'", "\u2212": "-"})


@lru_cache(maxsize=256)
def date_reader(pattern: str) -> Callable[[str], datetime]:
    """Reads moments written by `pattern`, a time after the date being optional (UTC if it names none).

    Raises ValueError here for a pattern that is none, and there for a text that does not fit it.
    """
    expression = _expression(pattern)

    def read(text: str) -> datetime:
        match = expression.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a date like {pattern}.")
        try:
            return _moment(match.groupdict())
        except ValueError:
            raise ValueError(f"{text!r} is not a date like {pattern}.") from None

    return read


def _expression(pattern: str) -> re.Pattern[str]:
    body = re.sub(r"[T ]?HH?:mm(?::ss)?.*$", "", pattern.strip())
    parts = re.split(r"(YYYY|YY|MMM|MM|M|DD|D)", body)
    found = {part[0] for part in parts if part in PIECES}
    if found != {"Y", "M", "D"} or re.search(r"[A-Za-z]", "".join(parts[::2])):
        raise ValueError(f"{pattern!r} is not a date format: write it like MM/DD/YYYY.")
    pieces = [PIECES.get(part, re.escape(part)) for part in parts]
    text = "".join(pieces)
    if "YYYYMMDD" in body:  # nothing between the parts: each must have its two digits
        text = text.replace(r"\d{1,2}", r"\d{2}")
    try:
        return re.compile(text + TIME)
    except re.error:
        raise ValueError(f"{pattern!r} names a part of the date twice.") from None


def _moment(found: dict[str, str | None]) -> datetime:
    year = int(found.get("year") or 0) or _full_year(int(found.get("short") or 0))
    name = found.get("name")
    month = MONTHS.index(name[:3].lower()) + 1 if name else int(found.get("month") or 0)
    hour = int(found.get("hour") or 0)
    half = (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return datetime(
        year,
        month,
        int(found.get("day") or 0),
        hour,
        int(found.get("minute") or 0),
        int(found.get("second") or 0),
        tzinfo=_zone(found["zone"]),
    )


def _full_year(short: int) -> int:
    # As POSIX has it: 69 to 99 are of the last century.
    return 1900 + short if short >= 69 else 2000 + short


def _zone(text: str | None) -> timezone:
    if text is None or text in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def day_of(moment: datetime) -> date:
    """The day as it was written, whatever its zone."""
    return moment.date()


@lru_cache(maxsize=64)
def number_reader(sample: str) -> Callable[[str], Decimal]:
    """Reads numbers written like `sample` (`1.234,56`), currency signs and % around them tolerated.

    Raises ValueError here for a sample that is none, and there for a text that does not fit.
    """
    decimal, group = _separators(sample)
    whole = r"\d+"
    if group:
        mark = re.escape(group)
        # Thousands, or the Indian way: 12,34,567.
        whole = rf"(?:\d{{1,3}}(?:{mark}\d{{3}})+|\d{{1,2}}(?:{mark}\d{{2}})+{mark}\d{{3}}|\d+)"
    expression = re.compile(rf"(?:{whole})?(?:{re.escape(decimal)}\d+)?")

    def read(text: str) -> Decimal:
        digits, negative = _bare(text)
        if not digits or not expression.fullmatch(digits):
            raise ValueError(f"{text!r} is not a number like {sample}.")
        plain = digits.replace(group, "") if group else digits
        value = Decimal(plain.replace(decimal, "."))
        return -value if negative else value

    return read


def _separators(sample: str) -> tuple[str, str]:
    """The decimal mark and the mark between thousands of a sample like `1 234,56`."""
    digits = sample.translate(SPACES).strip()
    match = re.fullmatch(r"-?\d{1,3}(?:([., '])\d{3})*(?:([.,])\d{1,2})?", digits)
    plain = re.fullmatch(r"-?\d+(?:([.,])\d{1,2})?", digits)
    if plain:
        return plain[1] or ".", ""
    if match is None or match[1] == match[2]:
        raise ValueError(f"{sample!r} is not a number format: write it like 1.234,56 or 1,234.56.")
    group = match[1] or ""
    return match[2] or ("," if group == "." else "."), group


def _bare(text: str) -> tuple[str, bool]:
    """Digits and separators only, and whether a minus or brackets say it is negative."""
    bare = text.translate(SPACES).strip()
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare.strip("()").strip()
    for _ in range(3):  # sign and unit in either order: -€5, € -5, 5 € -
        bare = bare.strip(SYMBOLS + "% ").strip()
        unit = re.match(r"[^\W\d_]+\.?(?=[\s\d+-])|(?<!\w)[^\W\d_]+\.?$", bare)
        tail = re.search(r"(?<=[\d\s])[^\W\d_]+\.?$", bare)
        for found in (unit, tail):
            if found and found[0].lower().rstrip(".") in UNITS:
                bare = (bare[: found.start()] + bare[found.end() :]).strip()
        if bare[:1] in ("-", "+"):
            negative = negative or bare[0] == "-"
            bare = bare[1:].strip()
        elif bare.endswith("-"):
            negative, bare = True, bare[:-1].strip()
    return bare, negative


def fits(read: Callable[[str], object], text: str) -> bool:
    """Whether a reader can read a text."""
    try:
        read(text)
    except ValueError:
        return False
    return True
