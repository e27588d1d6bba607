"""What the template must hold to, beyond what linters know. Each rule is a function from a ``Subject`` to the faults it
found, in words that name the resource; no fault, no words. ``ALL`` is every rule; a rule that isn't in it isn't run, and a
rule without a mutation in ``mutations.py`` fails the suite."""

from . import alarms, documents, events, functions, permissions, queues, stores

ALL = [
    rule
    for module in (functions, queues, events, permissions, stores, alarms, documents)
    for rule in module.RULES
]
