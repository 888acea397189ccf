"""Addresses users may have us call, and the odd ones they may not (SSRF)."""

import asyncio
import socket
from typing import Any

import httpx
import pytest

from app.core import net
from app.core.net import AddressRefused, check_url, resolve
from app.core.outbound import outbound_client

HONEST = [
    ("https://example.com/hook", "https://example.com/hook"),
    ("https://EXAMPLE.com", "https://example.com/"),
    ("http://example.com:8080/a?b=c", "http://example.com:8080/a?b=c"),
    ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
    ("https://8.8.8.8/", "https://8.8.8.8/"),
    ("https://[2606:4700:4700::1111]/x", "https://[2606:4700:4700::1111]/x"),
    ("https://a_b.example.com/x#part", "https://a_b.example.com/x"),
]

ODD = [
    # loopback, private, link-local, and the other special ranges
    "http://127.0.0.1/",
    "http://127.8.9.10/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://0.0.0.0/",
    "http://0.1.2.3/",
    "http://192.0.0.192/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://168.63.129.16/",
    "http://192.88.99.1/",
    # other spellings of 127.0.0.1
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.01/",
    "http://127.000.000.001/",
    "http://0/",
    "http://127.0.0.1./",
    "http://foo.0x7f/",
    "http://\uff11\uff12\uff17.0.0.1/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    # public in odd spelling: refused as well, nobody writes that
    "http://134744072/",
    "http://0x08080808/",
    "http://010.8.8.8/",
    # IPv6
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:8.8.8.8]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[::ffff:0x7f.1]/",
    # names of the house
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://app.localhost/",
    "http://metadata.google.internal/",
    "http://printer.local/",
    "http://redis/",
    "http://router.home.arpa/",
    # tricks of the URL itself
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com:70/_x",
    "javascript:alert(1)",
    "//example.com/",
    "example.com/hook",
    "http://",
    "http:///path",
    "http://user:secret@example.com/",
    "http://example.com@127.0.0.1/",
    "http://127.0.0.1%2f@example.com/",
    "http://example.com\\@127.0.0.1/",
    "http://127.0.0.1\t.example.com/",
    "http://exam ple.com/",
    "http://example.com\r\nHost: x/",
    "http://%6c%6f%63%61%6c%68%6f%73%74/",
    "http://example..com/",
    "http://-example-.com/",
    "http://loc\u00adalhost/",
    "http://example.com:/",
    "http://example.com:0/",
    "http://example.com:22/",
    "http://example.com:25/",
    "http://example.com:6379/",
    "http://example.com:5432/",
    "http://example.com:99999/",
    "http://example.com:\uff18\uff10/",
    "http://" + "a" * 64 + ".example/",
    "https://example.com/" + "a" * 2048,
]


@pytest.mark.parametrize(("given", "normal"), HONEST)
def test_honest_addresses_pass(given: str, normal: str) -> None:
    """An address somebody would really use is accepted, in its normal form."""
    assert check_url(given) == normal


@pytest.mark.parametrize("given", ODD)
def test_odd_addresses_are_refused(given: str) -> None:
    """What leads into our house, or is spelled to hide where it leads, is refused when it is saved."""
    with pytest.raises(AddressRefused):
        check_url(given)


@pytest.mark.parametrize("given", ["http://127.0.0.1:8765/x", "http://localhost:8765/x"])
def test_tests_may_use_loopback(given: str) -> None:
    """With the private switch loopback is open, and only then."""
    assert check_url(given, allow_private=True) == given


@pytest.mark.parametrize("given", ["http://169.254.169.254/", "http://127.1/", "http://[fe80::1]/"])
def test_the_private_switch_opens_no_odd_forms(given: str) -> None:
    """Even for tests, cloud metadata and odd spellings stay closed."""
    with pytest.raises(AddressRefused):
        check_url(given, allow_private=True)


class Resolver:
    """A name server of ours: answers each lookup of a name with the next of its addresses."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int, **_: Any) -> list[Any]:
        """As socket.getaddrinfo."""
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in answer]


async def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One forbidden address among public ones is enough."""
    monkeypatch.setattr(net.socket, "getaddrinfo", Resolver(["8.8.8.8", "10.0.0.5"]))
    with pytest.raises(AddressRefused):
        await resolve("two-faced.example", 443)


async def canary() -> tuple[asyncio.Server, int, list[bytes]]:
    """A server on loopback that must never be reached."""
    hits: list[bytes] = []

    async def hit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hits.append(await reader.read(100))
        writer.close()

    server = await asyncio.start_server(hit, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1], hits


async def test_a_name_that_changes_after_the_check_reaches_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS that was public when saved and is loopback at delivery is refused, and nothing is sent."""
    server, port, hits = await canary()
    resolver = Resolver(["93.184.216.34"], ["127.0.0.1"])
    monkeypatch.setattr(net.socket, "getaddrinfo", resolver)
    async with server, outbound_client(allow_private=False) as client:
        await net.check_destination(f"http://rebinding.example:{port}/")
        with pytest.raises(AddressRefused):
            await client.post(f"http://rebinding.example:{port}/", content=b"{}")
    assert hits == []
    assert resolver.asked == 2


async def test_the_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A call looks a name up once: there is no second lookup to answer differently; Host keeps the name."""
    server, port, hits = await canary()
    resolver = Resolver(["127.0.0.1"], ["10.255.255.1"])
    monkeypatch.setattr(net.socket, "getaddrinfo", resolver)
    async with server, outbound_client(allow_private=True) as client:
        with pytest.raises(httpx.RemoteProtocolError):  # the canary says nothing
            await client.post(f"http://changing.example:{port}/", content=b"{}")
    assert resolver.asked == 1
    assert f"Host: changing.example:{port}".encode() in hits[0]
