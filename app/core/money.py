"""Money: decimal strings outside, whole minor units (bigint) inside, by ISO 4217 exponent."""

from decimal import Decimal

_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_TWO = (
    "EUR USD GBP CHF CNY INR BRL MXN CAD AUD NZD SEK NOK DKK PLN CZK HUF RON BGN TRY ZAR AED SAR"
    " ILS SGD HKD TWD THB IDR MYR PHP NGN KES EGP MAD ARS COP PEN UAH"
)
NO_DECIMALS = frozenset(_NONE.split())
THREE_DECIMALS = frozenset(_THREE.split())
CURRENCIES = (*_TWO.split(), *sorted(NO_DECIMALS), *sorted(THREE_DECIMALS))
LIMIT = 10**15  # minor units; ten trillion of most currencies


def exponent(currency: str) -> int:
    """How many decimals the currency has."""
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def to_minor(amount: Decimal, currency: str) -> int:
    """Minor units; raises ValueError for more decimals than the currency has, or an absurd amount."""
    scaled = amount.scaleb(exponent(currency))
    if not scaled.is_finite() or abs(scaled) >= LIMIT:
        raise ValueError("The amount is too large.")
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{currency} has {exponent(currency)} decimals.")
    return int(scaled)


def to_text(minor: int, currency: str) -> str:
    """The decimal string of the API."""
    places = exponent(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"
