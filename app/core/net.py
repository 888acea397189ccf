"""Calling addresses that users gave us, without being made to call our own house (SSRF).

Two checks, and both are needed. `check_url` refuses what no honest address looks like (octal and short
IPv4, user info, single-label names) when it is saved. `resolve` looks up a name at each call, refuses
it if any of its addresses is not a public one, and returns the addresses to connect to: the caller
connects to exactly those, so that a name which changes between check and connection gains nothing
(`app.core.outbound`).
"""

import asyncio
import ipaddress
import re
import socket
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import SplitResult, urlsplit

import httpx
import idna

MAX_URL = 2048
LOOKUP_SECONDS = 5.0

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IANA special-purpose registries (RFC 6890 and successors), multicast, and two cloud addresses that
# lie in public space: Azure's host agent and the 6to4 relay.
FORBIDDEN_V4 = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
    192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24
    198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32
"""
# IPv6: only global unicast (2000::/3), and of that not what carries an IPv4 address inside (Teredo,
# 6to4), is reserved for protocols (2001::/23) or for documentation.
GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
FORBIDDEN_V6 = "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20"
FORBIDDEN = [ipaddress.ip_network(text) for text in f"{FORBIDDEN_V4} {FORBIDDEN_V6}".split()]
# What WEBHOOKS_ALLOW_PRIVATE opens for tests and development; never link-local, where clouds keep
# their credentials.
PRIVATE_RANGES = "127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7"
PRIVATE = [ipaddress.ip_network(text) for text in PRIVATE_RANGES.split()]
INTERNAL_SUFFIXES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion")
DATABASE_PORTS = "1433 1521 3306 5432 5984 6379 9042 9200 9300 11211 27017"
OTHER_PORTS = "2049 2375 2376 2379 2380 3389 4001 5672 5900 6000 6443 8500 10250 10255 15672"
# Services that speak no HTTP, or an HTTP that nobody should be made to call.
FORBIDDEN_PORTS = frozenset(int(text) for text in f"{DATABASE_PORTS} {OTHER_PORTS}".split())
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

_lookups = ThreadPoolExecutor(max_workers=32, thread_name_prefix="lookup")


class AddressRefused(Exception):
    """We don't call this address; the message is a sentence for the person who gave it."""


class NameNotFound(Exception):
    """The name has no address (now)."""


def check_url(text: str, *, allow_private: bool = False) -> str:
    """The URL in its normal form; raises AddressRefused for what we would never call.

    Only looks at the text: a name may still lead to a forbidden address (see `resolve`).
    """
    if len(text) > MAX_URL:
        raise AddressRefused(f"An address may have at most {MAX_URL:,} characters.")
    if any(c in ' \\<>"{}|^`' or unicodedata.category(c)[0] in "CZ" for c in text):
        raise AddressRefused(
            "An address may not contain spaces, control characters or backslashes."
        )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("This is not a valid address.") from error
    if parts.scheme not in ("http", "https"):
        raise AddressRefused("An address must begin with https:// or http://.")
    if "@" in parts.netloc or "%" in parts.netloc:
        raise AddressRefused("An address may not contain a user name, a password or % in its host.")
    _check_port(parts, port)
    host = _check_host(parts.hostname or "", allow_private)
    authority = f"[{host}]" if ":" in host else host
    if port is not None:
        authority += f":{port}"
    return _normal(parts, authority, host)


def check_address(text: str, *, allow_private: bool = False) -> str:
    """An IP address that may be connected to, as it was given; raises AddressRefused."""
    if "%" in text:  # a zone id: link-local by definition
        raise AddressRefused("This address is not on the public internet.")
    address = ipaddress.ip_address(text)
    if allow_private and any(address in network for network in PRIVATE):
        return text
    if not _public(address):
        raise AddressRefused("This address is not on the public internet.")
    return text


async def resolve(host: str, port: int, *, allow_private: bool = False) -> list[str]:
    """The addresses of a host, all of them checked: connect to one of these and to nothing else.

    Raises AddressRefused if any is forbidden (a name with one public and one private address is a
    trick, not a service), NameNotFound if there is none or the lookup takes over 5 s.
    """
    if _literal(host):
        return [check_address(host, allow_private=allow_private)]
    loop = asyncio.get_running_loop()
    try:
        # A pool of its own: names that don't answer must not hold up other threads' work.
        async with asyncio.timeout(LOOKUP_SECONDS):
            found = await loop.run_in_executor(_lookups, _look_up, host, port)
    except (OSError, UnicodeError, TimeoutError) as error:
        raise NameNotFound() from error
    if not found:
        raise NameNotFound()
    return [check_address(address, allow_private=allow_private) for address in found]


async def check_destination(text: str, *, allow_private: bool = False, patience: float = 2) -> str:
    """As `check_url`, and look the name up; one that can't be found now is let through.

    The check that counts is the one at each call; this one tells people early.
    """
    url = check_url(text, allow_private=allow_private)
    parts = httpx.URL(url)
    try:
        async with asyncio.timeout(patience):
            await resolve(parts.host, parts.port or 443, allow_private=allow_private)
    except (NameNotFound, TimeoutError):
        pass
    return url


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _public(address: Address) -> bool:
    if address.version == 6 and address not in GLOBAL_V6:
        return False
    return not any(address in network for network in FORBIDDEN)


def _literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _check_port(parts: SplitResult, port: int | None) -> None:
    if parts.netloc.endswith(":"):
        raise AddressRefused("The port is missing after the colon.")
    if port is None or port in (80, 443):
        return
    if port < 1024 or port in FORBIDDEN_PORTS:
        raise AddressRefused(f"Port {port} is not allowed; use 443, 80 or one above 1023.")


def _check_host(host: str, allow_private: bool) -> str:
    if ":" in host:
        try:
            address = ipaddress.IPv6Address(host)
        except ValueError as error:
            raise AddressRefused("This is not a valid IPv6 address.") from error
        return check_address(str(address), allow_private=allow_private)
    name = _ascii(host)
    labels = name.split(".")
    if NUMBER.fullmatch(name.rstrip(".").rpartition(".")[2]):
        return _check_number(host, name, allow_private)
    if name == "localhost" and allow_private:
        return name
    if len(labels) < 2 or any(name.endswith(f".{suffix}") for suffix in INTERNAL_SUFFIXES):
        raise AddressRefused("This name is not one of the public internet.")
    if len(name) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise AddressRefused("This is not a valid host name.")
    return name


def _check_number(given: str, name: str, allow_private: bool) -> str:
    """A host whose last part is a number is an IPv4 address, and only in its plain spelling."""
    try:
        address = str(ipaddress.IPv4Address(name))
    except ValueError:
        address = ""
    if address != given:
        raise AddressRefused("Write an IPv4 address as four plain decimal numbers.")
    return check_address(address, allow_private=allow_private)


def _ascii(host: str) -> str:
    """The name as DNS knows it; look-alike letters and digits are mapped before they are judged."""
    try:
        return idna.encode(host, uts46=True).decode() if not host.isascii() else host.lower()
    except idna.IDNAError as error:
        raise AddressRefused("This is not a valid host name.") from error


def _normal(parts: SplitResult, authority: str, host: str) -> str:
    query = f"?{parts.query}" if parts.query else ""
    try:
        url = httpx.URL(f"{parts.scheme}://{authority}{parts.path or '/'}{query}")
    except httpx.InvalidURL as error:
        raise AddressRefused("This is not a valid address.") from error
    # The client that calls must read the same host as we have just judged.
    if url.host != host and url.raw_host.decode().strip("[]") != host:
        raise AddressRefused("This is not a valid address.")
    return str(url)
