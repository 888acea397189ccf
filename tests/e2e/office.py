"""The demo's people over REST: to prepare what a window shows, and to check what it wrote."""

import uuid
from dataclasses import dataclass
from typing import Any

import httpx

from app.demo.cast import PASSWORD


class Desk:
    """One signed-in person. Raises on any answer that is no success."""

    def __init__(self, url: str, email: str, tenant: str = "demo") -> None:
        self.email = email
        self._password = PASSWORD
        self._http = httpx.AsyncClient(base_url=f"{url}/api/v1", timeout=60)
        self.tenant = tenant
        self.user_id = ""
        self.tenant_id = ""

    async def arrive(self, password: str = PASSWORD) -> "Desk":
        """Sign in."""
        self._password = password
        self.tenant_id = ""  # not signed in until it is answered
        self._http.headers.pop("Authorization", None)
        login = {"email": self.email, "password": password, "tenant": self.tenant}
        granted = await self.call("POST", "/auth/login", login)
        self._http.headers["Authorization"] = f"Bearer {granted['access_token']}"
        self.user_id, self.tenant_id = granted["user"]["id"], granted["tenant"]["id"]
        return self

    async def call(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        """`data` of the answer."""
        answer = await self._http.request(method, path, json=body, params=params)
        if answer.status_code == 401 and self.tenant_id:
            # The tests may go on for longer than a token holds.
            await self.arrive(self._password)
            answer = await self._http.request(method, path, json=body, params=params)
        assert answer.is_success, (method, path, answer.status_code, answer.text)
        return answer.json()["data"] if answer.content else None

    async def leave(self) -> None:
        """Close the connections."""
        await self._http.aclose()


@dataclass(frozen=True)
class Office:
    """Ana, Ben and the admin at their desks, and the demo's pipeline."""

    ana: Desk
    ben: Desk
    admin: Desk
    pipeline_id: str
    stages: dict[str, str]  # name -> id

    async def deal(self, name: str, stage: str = "Qualified", **fields: Any) -> str:
        """A deal of Ana's at the top of a stage; `name` gets a tail that makes it unique. Its id."""
        made = await self.ana.call(
            "POST",
            "/deals",
            {
                "name": unique(name),
                "pipeline_id": self.pipeline_id,
                "stage_id": self.stages[stage],
                "amount": "1000",
                **fields,
            },
        )
        return str(made["id"])

    async def read(self, deal_id: str) -> Any:
        """The deal as the server has it."""
        return await self.ana.call("GET", f"/deals/{deal_id}")


async def found_firm(url: str) -> Desk:
    """The founder of a new, empty organisation, at their desk."""
    tail = uuid.uuid4().hex[:8]
    form = {
        "email": f"freya@{tail}.test",
        "password": PASSWORD,
        "full_name": "Freya Founder",
        "organization": f"Firm {tail}",
    }
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", timeout=60) as http:
        answer = await http.post("/auth/register", json=form)
        assert answer.is_success, answer.text
    return await Desk(url, form["email"], answer.json()["data"]["tenant"]["slug"]).arrive()


def unique(name: str) -> str:
    """A name nothing else has."""
    return f"{name} {uuid.uuid4().hex[:6]}"


async def open_office(url: str) -> Office:
    """Sign Ana, Ben and the admin in at an instance."""
    ana, ben, admin = [
        await Desk(url, f"{who}@demo.test").arrive() for who in ("ana", "ben", "admin")
    ]
    pipelines = await ana.call("GET", "/pipelines", sort="created_at")
    board = await ana.call("GET", f"/pipelines/{pipelines[0]['id']}/board", limit=1)
    stages = {stage["name"]: stage["id"] for stage in board["stages"]}
    return Office(ana, ben, admin, pipelines[0]["id"], stages)
