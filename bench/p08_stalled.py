"""1,000 listeners, 25 changes a second of about 3.5 KB; in every second run ten of the listeners stop
reading from their connections (their receive buffers are 16 KB, so that it is soon felt). Counted is the
other 990's time from the beginning of each change's transaction to its arrival, runs with and without
taking turns; and what the server holds for each of the ten: by how much more its resident memory grows
at its highest than in the run before, which was not disturbed."""

import asyncio
import time
from array import array
from statistics import median

from bench.crowd import Crowd
from bench.figures import Findings, Runs, percentile
from bench.house import House, found_house
from bench.lab import Lab
from bench.processes import Server

TITLE = "Others, while ten listeners stop reading"
LISTENERS, STALLED, PER_SECOND, FILLER = 1_000, 10, 25, 3_000


async def measure(lab: Lab) -> Findings:
    """See the module."""
    house = await found_house()
    seconds = 6 if lab.quick else 12
    runs = Runs()
    for _ in range(lab.repeats(5)):
        for who, stalled in (("undisturbed", 0), ("ten stalled", STALLED)):
            await _run(lab, house, runs, who, stalled, seconds)
    found = Findings()
    for who in ("undisturbed", "ten stalled"):
        times = {f"{k} ms": round(runs.median(who, k) * 1e3, 2) for k in ("p50", "p95", "p99")}
        grown = round(runs.median(who, "grown") / 1024)
        cut = round(runs.median(who, "cut"))
        found.rows.append({"run": who, **times, "memory grown KB": grown, "cut": cut})
    ratio = runs.median("ten stalled", "p99") / runs.median("undisturbed", "p99")
    found.goal("others' p99, disturbed / undisturbed", ratio, "<=", 1.25)
    pairs = zip(
        runs.values["ten stalled"]["grown"], runs.values["undisturbed"]["grown"], strict=True
    )
    held = median((with_ten - without) / STALLED for with_ten, without in pairs)
    found.goal("KB held per stalled listener", held / 1024, "<=", 256)
    return found


async def _run(lab: Lab, house: House, runs: Runs, who: str, stalled: int, seconds: int) -> None:
    async with lab.ours() as server, Crowd() as crowd:
        await crowd.connect(house.tickets(server.port, STALLED), tiny=True)
        await crowd.connect(house.tickets(server.port, LISTENERS - STALLED))
        for _ in range(PER_SECOND):
            await house.change(filler=FILLER)
        await crowd.heard(PER_SECOND * LISTENERS)
        await asyncio.sleep(1)
        await crowd.forget()
        resident = server.resident_bytes()
        await crowd.stall(stalled)
        highest = asyncio.create_task(_highest(server))
        await _changes(house, seconds * PER_SECOND)
        expected = seconds * PER_SECOND * (LISTENERS - stalled)
        heard = await crowd.heard(expected, timeout=20)
        if heard < expected:
            raise RuntimeError(f"the others heard {heard} of {expected}")
        highest.cancel()
        peak = (await asyncio.gather(highest, return_exceptions=True))[0]
        assert isinstance(peak, int)
        waits = array("d")
        for told in await crowd.told():
            waits.extend(at - told.at for at in told.heard)
        runs.add(
            who,
            p50=percentile(waits, 0.5),
            p95=percentile(waits, 0.95),
            p99=percentile(waits, 0.99),
            grown=peak - resident,
            cut=await crowd.broken(),
        )


async def _changes(house: House, count: int) -> None:
    began = time.monotonic()
    for n in range(count):
        await asyncio.sleep(max(0.0, began + n / PER_SECOND - time.monotonic()))
        await house.change(filler=FILLER)


async def _highest(server: Server) -> int:
    """The highest resident memory until cancelled."""
    highest = 0
    try:
        while True:
            highest = max(highest, server.resident_bytes())
            await asyncio.sleep(0.1)
    except asyncio.CancelledError:
        return highest
