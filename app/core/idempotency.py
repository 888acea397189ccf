"""Idempotency keys: a repeated write answers with its first success and has no second effect.

Key, body hash, effect and answer commit in one transaction, so there is no moment at which the effect
exists without its answer. A parallel repetition waits on the row of the first.
"""

import hashlib
from collections.abc import Awaitable, Callable

import orjson

from app.core.crypto import seal, unseal
from app.core.errors import Invalid, Unprocessable
from app.core.policy import Verb
from app.core.reply import Reply
from app.core.uow import Work


def fingerprint(method: str, path: str, body: bytes) -> bytes:
    """What a key is bound to."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).digest()


async def first_success(work: Work, key: str, print_: bytes) -> Reply | None:
    """Claim the key, or return what its first use answered.

    Raises Invalid (bad key) or Unprocessable `idempotency_mismatch` (used for another request).
    """
    if not 1 <= len(key) <= 255 or not key.isprintable():
        raise Invalid("Idempotency-Key must be 1 to 255 printable characters.")
    claimed = await work.fetchval(
        """INSERT INTO idempotency_keys (tenant_id, user_id, key, fingerprint)
           VALUES ($1, $2, $3, $4)
           ON CONFLICT (tenant_id, user_id, key) DO NOTHING RETURNING id""",
        work.actor.tenant_id,
        work.actor.user_id,
        key,
        print_,
    )
    if claimed:
        return None
    row = await work.fetchrow(
        """SELECT fingerprint, status, headers::text AS headers, body FROM idempotency_keys
           WHERE tenant_id = $1 AND user_id = $2 AND key = $3""",
        work.actor.tenant_id,
        work.actor.user_id,
        key,
    )
    if row is None or row["fingerprint"] != print_:
        raise Unprocessable(
            "This Idempotency-Key was used for another request.", code="idempotency_mismatch"
        )
    headers = {**orjson.loads(row["headers"]), "Idempotency-Replayed": "true"}
    return Reply(unseal(work.actor.tenant_id, row["body"]), row["status"], headers)


def still_allowed(resource: str, verb: Verb) -> Callable[[Work, Reply], Awaitable[Reply]]:
    """A replay check: the role still has this verb on the resource at all."""

    async def check(work: Work, first: Reply) -> Reply:
        work.require(resource, verb)
        return first

    return check


async def ones_own(work: Work, first: Reply) -> Reply:
    """A replay check for what is the caller's alone: that they are a member, which is read anyway."""
    return first


async def remember(work: Work, key: str, answer: Reply) -> None:
    """Keep the success for repetitions."""
    await work.execute(
        """UPDATE idempotency_keys SET status = $4, headers = $5::json, body = $6
           WHERE tenant_id = $1 AND user_id = $2 AND key = $3""",
        work.actor.tenant_id,
        work.actor.user_id,
        key,
        answer.status,
        orjson.dumps(answer.headers).decode(),
        # An answer may hold a secret that is shown only once, and it is kept for 14 days.
        seal(work.actor.tenant_id, answer.body),
    )


async def forget_old(work: Work) -> None:
    """Forget this tenant's keys after the contract's 14 days."""
    await work.execute(
        "DELETE FROM idempotency_keys"
        " WHERE tenant_id = $1 AND created_at < now() - interval '14 days'",
        work.actor.tenant_id,
    )
