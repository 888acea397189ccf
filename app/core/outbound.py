"""An HTTP client for addresses that users gave us: it connects only to addresses it has checked.

The name is looked up and judged when the connection is opened, and the connection goes to that very
address; Host header, SNI and certificate check keep the name. Redirects and proxies are off.
"""

import asyncio
import ssl
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

import httpcore
import httpx

from app.core.net import AddressRefused, NameNotFound, resolve

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Opens TCP connections to checked addresses only."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._tcp = cast(httpcore.AsyncNetworkBackend, httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to one of the host's checked addresses; raises AddressRefused, NameNotFound."""
        addresses = await resolve(host, port, allow_private=self._allow_private)
        failure: Exception = httpcore.ConnectError()
        try:
            async with asyncio.timeout(timeout):
                for address in addresses:
                    try:
                        return await self._tcp.connect_tcp(
                            address, port, timeout, local_address, socket_options
                        )
                    except httpcore.ConnectError as error:
                        failure = error
        except TimeoutError as error:
            raise httpcore.ConnectTimeout() from error
        raise failure

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Never."""
        raise AddressRefused("This address is not on the public internet.")


class PinnedTransport(httpx.AsyncHTTPTransport):
    """httpx over `PinnedBackend`."""

    def __init__(self, *, allow_private: bool, connections: int) -> None:
        super().__init__(verify=_ssl_context(), trust_env=False)
        # httpx has no argument for the network backend.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_ssl_context(),
            max_connections=connections,
            max_keepalive_connections=connections // 2,
            keepalive_expiry=5.0,
            network_backend=PinnedBackend(allow_private),
        )


@lru_cache(maxsize=1)
def _ssl_context() -> ssl.SSLContext:
    # Reading the authorities' certificates takes tens of milliseconds: once a process.
    return httpx.create_ssl_context(trust_env=False)


def outbound_client(*, allow_private: bool, connections: int = 100) -> httpx.AsyncClient:
    """A client for calling strangers: pinned, no redirects, no proxies, no environment."""
    return httpx.AsyncClient(
        transport=PinnedTransport(allow_private=allow_private, connections=connections),
        follow_redirects=False,
        trust_env=False,
        timeout=httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
        headers={"User-Agent": "SalesPulse-Webhooks/1", "Accept-Encoding": "identity"},
    )


__all__ = ["AddressRefused", "NameNotFound", "outbound_client"]
