"""The failure table: for each failure what was delivered, when, how often. None is lost, and none repeats unsaid.

The seconds are this machine's; everything else in ``docs/failure-table.md`` is compared with what happens here. To write
it anew:

    FAILURE_TABLE=write tests/local_aws/pytest.sh tests/e2e/test_failures.py
"""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from failures import FAILURES, Failure, Told
from local_aws import paths

TABLE = paths.PROJECT / "docs" / "failure-table.md"
# Most of a row's time is waiting; more at once would measure this machine's two cores.
AT_ONCE = 5

_HEAD = """# What happens when something fails

Written by `FAILURE_TABLE=write tests/local_aws/pytest.sh tests/e2e/test_failures.py`, and compared with it by each run of
that test: the deployed functions on a local AWS, with real queues, tables and TLS, the failure brought about for real.
*after* is from the event to the page that counts, in seconds, on the machine that wrote this. *times* is how often
somebody was told; 2 only where the note says *may repeat*, and then the page says so too. Tests shorten a queue's
visibility timeout, and the note says where; nothing else differs from production.

| failure | delivered to | after | times | note |
| --- | --- | ---: | ---: | --- |
"""


@pytest.fixture(scope="module")
def outcomes(new_world, request):
    """The outcomes to come of the failures that were asked for, by title."""
    parameters = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    asked = [chosen["failure"] for chosen in parameters if "failure" in chosen]

    def run(failure: Failure) -> Told:
        world = new_world(failure.published)
        try:
            return failure.run(world)
        finally:
            world.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {failure.title: pool.submit(run, failure) for failure in asked or FAILURES}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.run.__name__)
def test_nothing_is_lost_and_nothing_repeats_unsaid(failure, outcomes):
    told = outcomes[failure.title].result(timeout=360)
    assert told.times >= 1
    assert told.times == 1 or "may repeat" in told.note


def line(failure: Failure, told: Told) -> str:
    return f"| {failure.title} | {told.delivered} | {told.after:.0f} | {told.times} | {told.note} |"


def without_seconds(row: str) -> list[str]:
    cells = [cell.strip() for cell in row.split("|")]
    return cells[:3] + cells[4:]


def test_the_table_says_what_happens(outcomes):
    rows = [line(failure, outcomes[failure.title].result(timeout=360)) for failure in FAILURES]
    if os.environ.get("FAILURE_TABLE") == "write":
        TABLE.write_text(_HEAD + "\n".join(rows) + "\n")
    written = [row for row in TABLE.read_text().splitlines() if row.startswith("| ")][2:]
    assert [without_seconds(row) for row in written] == [without_seconds(row) for row in rows]
