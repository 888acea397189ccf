"""The published description of the sockets says exactly what they do."""

import ast
from pathlib import Path
from typing import Any

import orjson

import realtime
from realtime.messages import MESSAGES
from tests.api import Api

EMITTERS = {"emit", "event_frame", "raw_frame", "binary_frame", "frame"}


async def described(client: Api, side: str) -> dict[str, Any]:
    """The payload schemas of one side's messages, by event name."""
    answer = await client.get("/asyncapi.json")
    assert answer.status == 200
    messages = orjson.loads(answer.content)["components"]["messages"]
    return {
        message["name"]: message["payload"]
        for key, message in messages.items()
        if key.startswith(side) and not key.endswith("_answer")
    }


async def test_every_message_of_clients_is_described(client: Api) -> None:
    """Names, fields and which of them are needed agree with what the server checks."""
    found = await described(client, "client_")
    assert found.keys() == MESSAGES.keys()
    for name, message in MESSAGES.items():
        ours = message.body.model_json_schema()
        assert found[name]["properties"].keys() == ours["properties"].keys(), name
        assert sorted(found[name]["required"]) == sorted(ours.get("required", [])), name


async def test_every_event_of_the_server_is_described(client: Api) -> None:
    """What the source emits is what is described, and nothing else."""
    assert emitted() == (await described(client, "server_")).keys()


def emitted() -> set[str]:
    """The event names in calls that send something."""
    names: set[str] = set()
    for path in Path(realtime.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _name(node.func) in EMITTERS:
                names |= {
                    a.value
                    for a in node.args[:2]
                    if isinstance(a, ast.Constant) and isinstance(a.value, str)
                }
    return names


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
