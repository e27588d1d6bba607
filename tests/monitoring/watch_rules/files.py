"""Rules on the files: they fit, and their parameters and outputs are described."""

import yaml
from samtranslator.yaml_helper import yaml_parse

from rules import documents
from subject import Subject
from view import View

# What CloudFormation takes in a request; a template through S3 may be twenty times as big, and nobody would read it.
_BYTES, _RESOURCES = 51_200, 500


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


RULES = [fit, describe_themselves, say_what_they_are]
