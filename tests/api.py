"""A caller of our REST API, as tests see one."""

from dataclasses import dataclass
from typing import Any

import httpx
from quart import Quart


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `json` is None for an empty body."""

    status: int
    json: Any
    headers: httpx.Headers
    content: bytes

    @property
    def data(self) -> Any:
        """`data` of the body; fails with the whole answer if it is an error."""
        assert isinstance(self.json, dict) and "data" in self.json, (self.status, self.json)
        return self.json["data"]

    @property
    def error(self) -> str | None:
        """The error's code, or None."""
        return self.json.get("error") if isinstance(self.json, dict) else None


class Api:
    """Sends requests below `/api/v1`, with an access token if it has one. Keeps its own cookies.

    `user_id` and `session_id` are those of the token; `http` is for addresses outside the API.
    """

    def __init__(
        self,
        app: Quart,
        token: str | None = None,
        *,
        user_id: Any = None,
        session_id: Any = None,
        ip: str = "127.0.0.1",
    ) -> None:
        self.token, self.user_id, self.session_id = token, user_id, session_id
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False, client=(ip, 50_000)),
            base_url="http://localhost",
        )

    async def request(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        headers: dict[str, str] | None = None,
        params: dict[str, Any] | None = None,
        **more: Any,
    ) -> Answer:
        """One request; `more` goes to httpx (files, content, cookies)."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if json is not None:
            more["json"] = json
        found = await self.http.request(
            method, f"/api/v1{path}", headers={**sent, **(headers or {})}, params=params, **more
        )
        is_json = found.headers.get("Content-Type", "").startswith("application/json")
        return Answer(
            found.status_code,
            found.json() if is_json and found.content else None,
            found.headers,
            found.content,
        )

    async def get(self, path: str, **more: Any) -> Answer:
        """GET."""
        return await self.request("GET", path, **more)

    async def post(self, path: str, json: Any = None, **more: Any) -> Answer:
        """POST."""
        return await self.request("POST", path, json, **more)

    async def patch(self, path: str, json: Any = None, **more: Any) -> Answer:
        """PATCH."""
        return await self.request("PATCH", path, json, **more)

    async def put(self, path: str, json: Any = None, **more: Any) -> Answer:
        """PUT."""
        return await self.request("PUT", path, json, **more)

    async def delete(self, path: str, **more: Any) -> Answer:
        """DELETE."""
        return await self.request("DELETE", path, **more)
