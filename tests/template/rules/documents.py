"""Rules on what the template tells its reader."""

import re

from subject import Subject


def parameters_are_described(subject: Subject):
    for name, parameter in subject.template["Parameters"].items():
        if len(parameter.get("Description", "")) < 20:
            yield f"parameter {name} is not described"


def free_text_is_constrained(subject: Subject):
    """A typing error should fail at once, with a sentence, and not half an hour later in a role."""
    for name, parameter in subject.template["Parameters"].items():
        if parameter["Type"] == "String" and not {"AllowedPattern", "AllowedValues", "MaxLength"} & parameter.keys():
            yield f"parameter {name} takes anything"
        if "AllowedPattern" in parameter and "ConstraintDescription" not in parameter:
            yield f"parameter {name} refuses without a sentence"


def outputs_are_described(subject: Subject):
    for name, output in subject.template["Outputs"].items():
        if len(output.get("Description", "")) < 20:
            yield f"output {name} is not described"


def functions_have_their_block(subject: Subject):
    """Above each function: what it does, what its failure means, what to do with its dead letters."""
    starts = [m.start() for m in re.finditer(r"^  # -{20,}$", subject.text, re.M)]
    for match in re.finditer(r"^  (\w+):\n    Type: AWS::Serverless::Function$", subject.text, re.M):
        start = max((s for s in starts if s < match.start()), default=0)
        block = subject.text[start : match.start()]
        for heading in ("# What it does:", "# If it fails:", "# Its dead letters"):
            if heading not in block:
                yield f"{match.group(1)} has no '{heading}'"


RULES = [parameters_are_described, free_text_is_constrained, outputs_are_described, functions_have_their_block]
