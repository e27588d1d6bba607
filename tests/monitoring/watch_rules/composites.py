"""Rules on composite alarms: one for each service, of alarms that exist, quiet while something is deployed."""

import re

from view import View, tags

_SERVICES = {"ml-prod-serving", "ml-staging-serving", "ml-pipeline"}


def each_service_has_one(view: View):
    for name in sorted(_SERVICES - {composite["AlarmName"] for composite in view.composites.values()}):
        yield f"there is no {name}"


def children_exist(view: View):
    for name, composite in view.composites.items():
        children = set(re.findall(r'ALARM\("([^"]+)"\)', composite["AlarmRule"]))
        for child in sorted(children - view.alarm_names):
            yield f"{name}: there is no {child}"
        if not 1 < len(children) <= 100:
            yield f"{name} has {len(children)} children"


def children_are_as_urgent(view: View):
    """The router keeps a composite quiet for a child of the same severity: a child of another would page beside it."""
    severities = {alarm["AlarmName"]: tags(alarm).get("severity") for alarm in view.alarms.values()}
    for name, composite in view.composites.items():
        for child in re.findall(r'ALARM\("([^"]+)"\)', composite["AlarmRule"]):
            if severities.get(child) != tags(composite).get("severity"):
                yield f"{name} is {tags(composite).get('severity')}, its {child} is {severities.get(child)}"


def children_are_of_the_same_service(view: View):
    for name, composite in view.composites.items():
        begin = composite["AlarmName"].removesuffix("serving")
        for child in re.findall(r'ALARM\("([^"]+)"\)', composite["AlarmRule"]):
            if not child.startswith(begin):
                yield f"{name} looks at {child}"


def deployments_suppress(view: View):
    """By an alarm that exists and is no child, with time for the suppressor to come late."""
    arns = {name.rsplit(":", 1)[-1] for name in view.alarm_names if "deploy-in-progress" in name}
    for name, composite in view.composites.items():
        suppressor = str(composite.get("ActionsSuppressor", "")).rsplit(":", 1)[-1]
        if suppressor not in arns:
            yield f"{name} is not quiet during deployments"
        elif suppressor in composite["AlarmRule"]:
            yield f"{name} fires because of its suppressor"
        if not composite.get("ActionsSuppressorWaitPeriod") or not composite.get("ActionsSuppressorExtensionPeriod"):
            yield f"{name} gives the suppressor no time"


RULES = [
    each_service_has_one,
    children_exist,
    children_are_as_urgent,
    children_are_of_the_same_service,
    deployments_suppress,
]
