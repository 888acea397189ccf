"""`python -m bench [P1 P2 …]`: measure, and write docs/benchmarks.md."""

import asyncio
import importlib
import resource
import sys
import time
import traceback
from pathlib import Path

import click

from bench import report
from bench.lab import Lab, open_lab

FILES = 16_384
PARTS = {
    "P1": "bench.p01_deliveries",
    "P2": "bench.p02_commit_to_screen",
    "P4": "bench.p04_faults",
    "P5": "bench.p05_reconnect_storm",
    "P6": "bench.p06_memory",
    "P8": "bench.p08_stalled",
    "P11": "bench.p11_job_pickup",
    "P12": "bench.p12_browser",
    "PEOPLE": "bench.people_on_a_board",
}


@click.command()
@click.argument("parts", nargs=-1)
@click.option(
    "--quick", is_flag=True, help="one short round of each: for a look, not for the record"
)
@click.option(
    "--server", "kind", type=click.Choice(["edge", "serve"]), default="edge", show_default=True
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=report.ROOT / "docs",
    help="where benchmarks.md and benchmarks.json go",
)
def main(parts: tuple[str, ...], quick: bool, kind: str, out: Path) -> None:
    """Measure PARTS (P1 P2 …, commas allowed; all by default) beside their peers and floors."""
    wanted = [name.upper() for part in parts for name in part.split(",") if name] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        raise click.UsageError(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    _allow_many_files()
    missed = asyncio.run(_measure(wanted, quick=quick, kind=kind, out=out))
    sys.exit(1 if missed else 0)


async def _measure(wanted: list[str], *, quick: bool, kind: str, out: Path) -> list[str]:
    missed: list[str] = []
    async with open_lab(quick=quick, kind=kind) as lab:
        for name in wanted:
            try:
                missed += await _part(lab, name, out)
            except Exception:  # the others can still be measured
                traceback.print_exc()
                click.echo(f"   {name} could not be measured; what it found before stays")
                missed.append(name)
    return missed


def _allow_many_files() -> None:
    """Thousands of connections in one process; the servers inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def _part(lab: Lab, name: str, out: Path) -> list[str]:
    part = importlib.import_module(PARTS[name])
    click.echo(f"{name} {part.TITLE} …")
    began = time.monotonic()
    about = {
        "quick": lab.quick,
        "machine": report.machine(),
        "versions": report.versions(lab.peers.versions),
    }
    found = await part.measure(lab)
    report.save(name, part.TITLE, part.__doc__, found, about=about, out=out)
    for row in found.rows:
        click.echo("   " + "  ".join(f"{key} {_short(value)}" for key, value in row.items()))
    for goal in found.goals:
        verdict = "met" if goal.met else "MISSED"
        click.echo(f"   {verdict}: {goal.name} {goal.value:.3g} ({goal.sense} {goal.target})")
    for remark in found.remarks:
        click.echo(f"   {remark}")
    click.echo(f"   {time.monotonic() - began:.0f} s")
    return [f"{name} {goal.name}" for goal in found.goals if not goal.met]


def _short(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
