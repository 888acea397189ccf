"""Installing the peers from npm, and running them."""

import hashlib
import importlib.util
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from bench.processes import Server

SOURCES = Path(__file__).parent / "peers"
MODULES = SOURCES / "node_modules"
BUILD = Path(__file__).parent.parent / "frontend" / "build.py"


@dataclass(frozen=True, slots=True)
class Peers:
    """Node, and the versions of what the peers' programs stand on."""

    node: str
    versions: Mapping[str, str]

    @classmethod
    def install(cls) -> "Peers":
        """`npm ci` of bench/peers, unless that is what is installed; Node as the front end finds it."""
        node = _build().find_node()
        stamp, lock = MODULES / ".lock-digest", SOURCES / "package-lock.json"
        now = hashlib.sha256(lock.read_bytes()).hexdigest()
        if not stamp.exists() or stamp.read_text() != now:
            command = [*node.npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=SOURCES, env=node.env, check=True)
            stamp.write_text(now)
        program = shutil.which("node", path=node.env["PATH"])
        assert program, "npm without node"
        shown = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        pinned = orjson.loads((SOURCES / "package.json").read_bytes())["dependencies"]
        return cls(program, {"node": shown.stdout.strip(), **pinned})

    def server(self, program: str, log: Path, **options: str) -> Server:
        """One of the programs, to be started."""
        return Server(
            [self.node, "--expose-gc", str(SOURCES / program)],
            {"NODE_ENV": "production", **options},
            log,
        )


def _build() -> Any:
    """frontend/build.py, which knows how to come by Node where there is none."""
    spec = importlib.util.spec_from_file_location("frontend_build", BUILD)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
