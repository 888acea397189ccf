"""Dates and numbers as people write them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crm.importing.formats import DATE_FORMATS, date_reader, fits, number_reader


@pytest.mark.parametrize(
    ("pattern", "text", "moment"),
    [
        ("MM/DD/YYYY", "10/20/2016", (2016, 10, 20)),
        ("MM/DD/YYYY", "3/1/2017", (2017, 3, 1)),
        ("DD.MM.YYYY", "01.03.2017", (2017, 3, 1)),
        ("YYYY-MM-DD", "2017-03-01", (2017, 3, 1)),
        ("YYYY-MM-DD", "2017-03-01T16:05:09Z", (2017, 3, 1, 16, 5, 9)),
        ("YYYY-MM-DD", "2017-03-01 18:05+02:00", (2017, 3, 1, 16, 5)),
        ("MM/DD/YYYY", "3/1/2017 4:05 PM", (2017, 3, 1, 16, 5)),
        ("MM/DD/YYYY", "3/1/2017 12:30 am", (2017, 3, 1, 0, 30)),
        ("DD MMM YYYY", "1 March 2017", (2017, 3, 1)),
        ("MMM DD, YYYY", "Mar 1, 2017", (2017, 3, 1)),
        ("DD.MM.YY", "01.03.17", (2017, 3, 1)),
        ("DD.MM.YY", "01.03.99", (1999, 3, 1)),
        ("YYYYMMDD", "20170301", (2017, 3, 1)),
    ],
)
def test_dates_are_read_by_their_format(pattern: str, text: str, moment: tuple[int, ...]) -> None:
    """A date means what its format says, with or without a time; without a zone it is UTC."""
    assert date_reader(pattern)(text) == datetime(*moment, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("MM/DD/YYYY", "20/10/2016"),
        ("MM/DD/YYYY", "2/30/2016"),
        ("DD.MM.YYYY", "2016-10-20"),
        ("YYYYMMDD", "2017031"),
        ("MM/DD/YYYY", "10/20/2016 25:00"),
        ("MM/DD/YYYY", "10/20/2016 13:00 PM"),
        ("DD MMM YYYY", "1 Foo 2017"),
        ("YYYY-MM-DD", ""),
    ],
)
def test_what_does_not_fit_is_no_date(pattern: str, text: str) -> None:
    """Day and month never change places silently, and no impossible day becomes another."""
    with pytest.raises(ValueError, match="is not a date like"):
        date_reader(pattern)(text)


@pytest.mark.parametrize("pattern", ["", "MM/DD", "MM/MM/YYYY", "dd/mm/yyyy", "hello", "YYYY"])
def test_a_date_format_needs_day_month_and_year(pattern: str) -> None:
    """A format that is none is refused when it is given, with an example of a good one."""
    with pytest.raises(ValueError, match="MM/DD/YYYY"):
        date_reader(pattern)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2068, 12, 31)), st.sampled_from(DATE_FORMATS))
def test_every_day_survives_every_format(day: datetime, pattern: str) -> None:
    """Any day written by a format is read back as that day."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    text = pattern.replace("YYYY", f"{day.year:04}").replace("YY", f"{day.year % 100:02}")
    text = text.replace("DD", f"{day.day:02}")
    text = (
        text.replace("MMM", months[day.month - 1])
        if "MMM" in text
        else text.replace("MM", f"{day.month:02}")
    )
    assert date_reader(pattern)(text).date() == day.date()


@pytest.mark.parametrize(
    ("sample", "text", "value"),
    [
        ("1.234,56", "1.234.567,89", "1234567.89"),
        ("1.234,56", "€ 1.234,5", "1234.5"),
        ("1.234,56", "12", "12"),
        ("1,234.56", "$1,234.56", "1234.56"),
        ("1,234.56", "USD 1,234", "1234"),
        ("1,234.56", "12,34,567.50", "1234567.50"),
        ("1234.56", "-5.5", "-5.5"),
        ("1234.56", "5-", "-5"),
        ("1234.56", "($5.50)", "-5.50"),
        ("1234.56", "12 kr", "12"),
        ("1234,56", "12,5 %", "12.5"),
        ("1 234,56", "1\u202f234,5 €", "1234.5"),
        ("1'234.56", "CHF 1\u2019234.50", "1234.50"),
        ("1,234.56", ".5", "0.5"),
    ],
)
def test_numbers_are_read_by_their_format(sample: str, text: str, value: str) -> None:
    """Separators mean what the sample says; signs, brackets and currencies around are tolerated."""
    assert number_reader(sample)(text) == Decimal(value)


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("1.234,56", "12.34"),
        ("1,234.56", "1,23"),
        ("1234.56", "1,234"),
        ("1234.56", "abc"),
        ("1234.56", "12abc"),
        ("1234.56", "1 2"),
        ("1234.56", "."),
        ("1234.56", "€"),
        ("1234.56", "1e5"),
    ],
)
def test_what_does_not_fit_is_no_number(sample: str, text: str) -> None:
    """1.234 is never read as 1.234 where it means 1,234: what does not fit is a mistake."""
    assert not fits(number_reader(sample), text)


@pytest.mark.parametrize("sample", ["", "abc", "1.2.3", "1,234,56", "--1"])
def test_a_number_format_is_a_sample(sample: str) -> None:
    """A format that is none is refused when it is given."""
    with pytest.raises(ValueError, match="is not a number format"):
        number_reader(sample)
