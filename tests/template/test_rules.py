"""The template keeps every rule of ``rules/``, and every rule notices when it doesn't."""

import copy

import pytest

import mutations
import rules
from local_aws import paths
from subject import Subject

_TEXT = paths.TEMPLATE.read_text()


def name(rule) -> str:
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"


def case(mutation) -> str:
    return f"{name(mutation[0])}: {mutation[1]}"


@pytest.mark.parametrize("rule", rules.ALL, ids=name)
def test_template_keeps(rule, expanded):
    assert list(rule(Subject(expanded, _TEXT))) == []


@pytest.mark.parametrize("mutation", mutations.ALL, ids=case)
def test_rule_notices(mutation, expanded):
    rule, _, mutate = mutation
    broken = copy.deepcopy(expanded)
    mutate(broken)
    assert list(rule(Subject(broken, _TEXT)))


@pytest.mark.parametrize("mutation", mutations.TEXT, ids=case)
def test_rule_notices_in_the_text(mutation, expanded):
    rule, _, mutate = mutation
    broken = mutate(_TEXT)
    assert broken != _TEXT
    assert list(rule(Subject(expanded, broken)))


def test_every_rule_has_a_mutation():
    assert {name(m[0]) for m in mutations.ALL + mutations.TEXT} == {name(rule) for rule in rules.ALL}
