"""Rules on the files: they fit, and their parameters and outputs are described."""

import yaml
from samtranslator.yaml_helper import yaml_parse

from rules import documents
from subject import Subject
from view import View

# What CloudFormation takes in a request; a template through S3 may be twenty times as big, and nobody would read it.
_BYTES, _RESOURCES = 51_200, 500
# No limit, but what is watched: empty in a template alone means that it is not.
_PLACES = {"StateMachineArn"}


def fit(view: View):
    for file, text in view.texts.items():
        if len(text.encode()) > _BYTES or len(yaml_parse(text)["Resources"]) > _RESOURCES:
            yield f"{file} is too big"


def describe_themselves(view: View):
    for file, text in view.texts.items():
        template = yaml_parse(text)
        template.setdefault("Parameters", {})
        template.setdefault("Outputs", {})
        for rule in (documents.parameters_are_described, documents.free_text_is_constrained, documents.outputs_are_described):
            for fault in rule(Subject(template, text)):
                yield f"{file}: {fault}"


def say_what_they_are(view: View):
    for file, text in view.texts.items():
        try:
            described = yaml_parse(text).get("Description", "")
        except yaml.YAMLError as why:
            yield f"{file}: {why}"
            continue
        if len(described) < 40:
            yield f"{file} does not say what it is"


def dashboards_are_given_what_alarms_are(view: View):
    """A limit that a graph shows is that of the alarm: a parameter with the same name has the same default, and the whole stack
    hands both the same."""
    read = {file: yaml_parse(text) for file, text in view.texts.items()}
    handed = {stack["Properties"]["TemplateURL"]: {} for stack in read["template.yaml"]["Resources"].values()}
    for stack in read["template.yaml"]["Resources"].values():
        # Of both endpoints, the dashboards' lines are of prod's, which stands first.
        properties = stack["Properties"]
        handed[properties["TemplateURL"]] = handed[properties["TemplateURL"]] or properties["Parameters"]
    shown = read["dashboards.yaml"]["Parameters"]
    for file in ("serving.yaml", "pipeline.yaml", "cost.yaml"):
        for name in shown.keys() & (read[file]["Parameters"].keys() - _PLACES):
            if shown[name].get("Default") != read[file]["Parameters"][name].get("Default"):
                yield f"dashboards.yaml: the default of {name} is not that of {file}"
            if handed["dashboards.yaml"].get(name) != handed[file].get(name):
                yield f"template.yaml: dashboards.yaml and {file} are given another {name}"


RULES = [fit, describe_themselves, say_what_they_are, dashboards_are_given_what_alarms_are]
