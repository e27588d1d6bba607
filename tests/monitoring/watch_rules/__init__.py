"""What the monitoring stack must hold to, beyond what linters know. Each rule is a function from a ``View`` to the faults
that it found, in words; no fault, no words. ``ALL`` is every rule; a rule without a mutation in ``watch_mutations.py`` fails
the suite."""

from . import access, alarms, composites, dashboard_schema, dashboards, files, logs, topics

ALL = [rule for module in (alarms, composites, dashboards, dashboard_schema, logs, access, topics, files) for rule in module.RULES]
