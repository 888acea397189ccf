"""REST for the demo; 404 everywhere else."""

from app.core.idempotency import ones_own
from app.core.reply import NO_CONTENT, Reply, reply
from app.core.routing import Call, route
from app.demo.actions import switch_simulation
from app.demo.queries import describe_demo
from app.demo.schemas import Demo, Simulation


@route(
    "GET", "/demo", summary="Who to sign in as in the demo", tag="Demo", auth="public", returns=Demo
)
async def demo(call: Call[None]) -> Reply:
    return reply((await describe_demo()).model_dump())


@route(
    "POST",
    "/demo/simulation",
    summary="Let simulated teammates work on the board, or stop them",
    tag="Demo",
    body=Simulation,
    status=204,
    replay_check=ones_own,
)
async def simulation(call: Call[Simulation]) -> Reply:
    await switch_simulation(call.actor, on=call.body.on)
    return NO_CONTENT
