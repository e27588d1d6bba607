"""Every receiver's canonical payloads, checked with what its channel publishes about them.

The list is closed: a kind is checked or says why it can't be. Every check is shown to fail on something broken.
"""

import pytest
from goldens import kinds, pages, request
from installed import PROJECT
from kinds import KINDS, is_typed
from typescript import refusals

# What a receiver has to be able to say, whatever else it can.
CANONICAL = (
    "critical resolved group-of-40 flapping digest drill unowned raw long-reason other-scripts hostile".split()
)

ASKED = [kind for kind in KINDS if hasattr(KINDS[kind], "faults")]
TYPED = [kind for kind in KINDS if is_typed(kind)]


def broken(kind: str, change) -> dict:
    """A good request with one thing broken."""
    good = request(kind, "critical")
    change(good)
    return good


@pytest.fixture(scope="session")
def typed() -> dict[str, list[str]]:
    """What the compiler says, of all requests at once: it reads the types for each run anew."""
    good = {f"{kind}.{page}": (kind, request(kind, page)) for kind in TYPED for page in pages(kind)}
    bad = {
        f"{kind}.broken.{case}": (kind, broken(kind, change))
        for kind in TYPED
        for case, change in KINDS[kind].UNTYPED.items()
    }
    return refusals(good | bad)


def is_elsewhere(module) -> bool:
    """Whether another suite asks, and still does."""
    file, call = getattr(module, "ELSEWHERE", (None, None))
    return file is not None and call in (PROJECT / file).read_text()


def test_every_kind_is_checked_or_excused():
    assert list(KINDS) == kinds()
    for kind, module in KINDS.items():
        checked, excused = hasattr(module, "PUBLISHED"), hasattr(module, "EXCUSED")
        assert checked != excused, f"{kind}: PUBLISHED or EXCUSED, and not both"
        assert checked == (kind in ASKED or kind in TYPED or is_elsewhere(module)), kind


def test_every_check_can_fail():
    for kind in ASKED:
        assert KINDS[kind].BROKEN, kind
    for kind in TYPED:
        assert KINDS[kind].UNTYPED, kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_every_canonical_page(kind):
    assert set(CANONICAL) - set(pages(kind)) == set()


@pytest.mark.parametrize("kind", TYPED)
def test_requests_are_of_the_published_type(kind, typed):
    assert {page: why for page in pages(kind) if (why := typed[f"{kind}.{page}"])} == {}


@pytest.mark.parametrize("kind", ASKED)
def test_requests_are_what_the_published_model_takes(kind):
    module = KINDS[kind]
    assert {page: why for page in pages(kind) if (why := module.faults(request(kind, page)))} == {}


@pytest.mark.parametrize(("kind", "case"), [(kind, case) for kind in TYPED for case in KINDS[kind].UNTYPED])
def test_the_types_refuse(kind, case, typed):
    assert typed[f"{kind}.broken.{case}"]


@pytest.mark.parametrize(("kind", "case"), [(kind, case) for kind in ASKED for case in KINDS[kind].BROKEN])
def test_the_model_refuses(kind, case):
    module = KINDS[kind]
    assert module.faults(broken(kind, module.BROKEN[case]))


@pytest.mark.parametrize("kind", KINDS)
def test_the_documentation_says_what_a_kind_is_checked_with(kind):
    said = getattr(KINDS[kind], "PUBLISHED", None) or f"nothing: {KINDS[kind].EXCUSED}"
    rows = (PROJECT / "docs/RECEIVERS.md").read_text().splitlines()
    assert f"| `{kind}` | {said} |" in [row for row in rows if row.startswith(f"| `{kind}` |")]
