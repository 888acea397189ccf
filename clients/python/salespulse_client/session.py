"""Signing in as a phone does: a short access token, and a refresh token that changes with every use."""

import asyncio
import time
from typing import Any

import httpx

EARLY = 60.0  # seconds before its end that a token is renewed


class SignedOut(Exception):
    """The session has ended (signed out elsewhere, deactivated, or a stolen token was used)."""


class Session:
    """A signed-in person in one organisation. Keep `refresh_token` where the phone keeps secrets."""

    def __init__(self, url: str, http: httpx.AsyncClient | None = None) -> None:
        self.url = url.rstrip("/")
        self.tenant_id = self.user_id = self.refresh_token = ""
        self._http = http or httpx.AsyncClient(timeout=10)
        self._token, self._ends = "", 0.0
        self._refreshing = asyncio.Lock()

    async def sign_in(self, email: str, password: str, tenant: str | None = None) -> None:
        """Raises SignedOut if the server does not know this person."""
        body = {"email": email, "password": password, "client": "mobile"}
        await self._enter("login", body | ({"tenant": tenant} if tenant else {}))

    async def token(self, *, fresh: bool = False) -> str:
        """A token that is good for a while; `fresh`: another one than before.

        One refresh at a time: a refresh token used twice looks stolen, and ends the session.
        """
        before = self._token
        async with self._refreshing:
            if (fresh and self._token == before) or self.renewal_due <= 0:
                await self._enter("refresh", {"refresh_token": self.refresh_token})
        return self._token

    @property
    def renewal_due(self) -> float:
        """Seconds until the token should be renewed."""
        return self._ends - EARLY - time.monotonic()

    async def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request below `/api/v1`; a 401 is tried again once with a fresh token."""
        given = more.pop("headers", {})
        for fresh in (False, True):
            headers = {"Authorization": f"Bearer {await self.token(fresh=fresh)}", **given}
            answer = await self._http.request(
                method, f"{self.url}/api/v1{path}", headers=headers, **more
            )
            if answer.status_code != 401:
                return answer
        raise SignedOut(answer.text)

    async def close(self) -> None:
        """Close the connections; the session goes on and can be taken up with the refresh token."""
        await self._http.aclose()

    async def _enter(self, door: str, body: dict[str, str]) -> None:
        answer = await self._http.post(f"{self.url}/api/v1/auth/{door}", json=body)
        if answer.status_code in (401, 403):
            raise SignedOut(answer.json()["message"])
        answer.raise_for_status()
        found = answer.json()["data"]
        self._token = found["access_token"]
        self._ends = time.monotonic() + found["expires_in"]
        self.refresh_token = found["refresh_token"]
        self.tenant_id, self.user_id = found["tenant"]["id"], found["user"]["id"]
