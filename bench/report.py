"""docs/benchmarks.json and docs/benchmarks.md; a part that is run again replaces its own section only."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
import psutil

from bench.cores import pinnable
from bench.figures import Findings

ROOT = Path(__file__).parent.parent
INTRO = """# Benchmarks

Written by `make bench` (`PARTS=P1,P5` for some of it, `ARGS=--quick` for a look). Absolute times on
shared machines mean little: every goal is a ratio against a peer and a floor measured **in the same
run**. The server under test has one core to itself; the load, PostgreSQL and Valkey have the other.
Contestants take turns, several rounds; figures are medians over the rounds. *Peer*: what a team would
write with Node and the best-known library for it; it checks a token, but knows no row or field
rights, no numbered log, no row security. *Floor*: the least that could be called the same work.
`benchmarks.json` has the same for machines.
"""


def machine() -> dict[str, Any]:
    """What this was measured on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "pinned": pinnable(),
        "load_at_start": round(os.getloadavg()[0], 2),
    }


def versions(peers: dict[str, str]) -> dict[str, str]:
    """Of everything that was measured."""
    ours = ("picows", "uvloop", "hypercorn", "quart", "python-socketio", "asyncpg", "arq")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return {
        "salespulse": commit or "unknown",
        "python": platform.python_version(),
        **{name: version(name) for name in ours},
        **peers,
    }


def save(
    name: str, title: str, method: str, found: Findings, *, about: dict[str, Any], out: Path
) -> None:
    """Put a part's findings into both files, in place of what it found before."""
    path = out / "benchmarks.json"
    known: dict[str, Any] = orjson.loads(path.read_bytes()) if path.exists() else {"parts": {}}
    known["parts"][name] = {
        "title": title,
        "method": " ".join(method.split()),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "goals": [goal.as_json() for goal in found.goals],
        "figures": found.rows,
        "remarks": found.remarks,
        **about,
    }
    known["parts"] = dict(sorted(known["parts"].items(), key=lambda part: (len(part[0]), part[0])))
    path.write_bytes(orjson.dumps(known, option=orjson.OPT_INDENT_2) + b"\n")
    (out / "benchmarks.md").write_text(render(known["parts"]))


def render(parts: dict[str, Any]) -> str:
    """The whole page."""
    summary = ["| part | goal | measured | target | |", "|---|---|---|---|---|"]
    for name, part in parts.items():
        summary += [
            f"| [{name}](#{_anchor(name, part)}) | {goal['name']} | {_number(goal['value'])} |"
            f" {'≥' if goal['sense'] == '>=' else '≤'} {_number(goal['target'])} |"
            f" {'met' if goal['met'] else '**missed**'} |"
            for goal in part["goals"]
        ]
    quick = [name for name, part in parts.items() if part["quick"]]
    if quick:
        summary += ["", f"Only a quick look (one short round): {', '.join(quick)}."]
    return "\n".join([INTRO, *summary, "", *(_section(*item) for item in parts.items())])


def _anchor(name: str, part: dict[str, Any]) -> str:
    heading = f"{name} {part['title']}".lower()
    return "".join(c for c in heading if c.isalnum() or c in " -").replace(" ", "-")


def _section(name: str, part: dict[str, Any]) -> str:
    lines = [f"## {name} {part['title']}", "", part["method"], ""]
    columns = list(dict.fromkeys(key for row in part["figures"] for key in row))
    if columns:
        lines += ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
        lines += [
            "| " + " | ".join(_number(row.get(column, "")) for column in columns) + " |"
            for row in part["figures"]
        ]
        lines.append("")
    lines += [f"- {remark}" for remark in part["remarks"]]
    used = part["machine"]
    lines += [
        "",
        f"Measured {part['measured_at']}{' (quick look)' if part['quick'] else ''} on {used['cpu']},"
        f" {used['cores']} cores, {used['memory_gb']} GB, {used['system']},"
        f" {'pinned' if used['pinned'] else 'not pinned'}, load {used['load_at_start']} at the start; "
        + ", ".join(f"{k} {v}" for k, v in part["versions"].items())
        + ".",
        "",
    ]
    return "\n".join(lines)


def _number(value: Any) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return str(value)
    if value and abs(value) < 10:
        return f"{value:.3g}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"
