"""A worker process for tests: `python -m tests.jobs.worker_main`, settings from the environment.

`TEST_RETRIES` (JSON) shortens the pauses between attempts, so that tests need not wait for hours;
`TEST_SWEEP` (seconds) makes the sweep so rare that what comes sooner was told by the doorbell.
"""

import asyncio
import json
import logging
import os

from app.config import Settings
from app.outreach.webhooks import outcomes
from jobs import watch
from jobs.worker import run

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    if "TEST_RETRIES" in os.environ:
        outcomes.RETRIES = outcomes.Retries(**json.loads(os.environ["TEST_RETRIES"]))
    if "TEST_SWEEP" in os.environ:
        watch.SWEEP_SECONDS = float(os.environ["TEST_SWEEP"])
    asyncio.run(run(Settings.from_env()))
