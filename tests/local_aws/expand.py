"""Expands the SAM template to what CloudFormation gets, offline. ``python -m local_aws.expand [TEMPLATE]`` prints it."""

import json
import os
import sys
from pathlib import Path

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from . import paths

# The zips' places are known only at deployment; this stands for them where only the shape matters.
CODE = "s3://code-bucket/{function}.zip"


class _NoManagedPolicies:
    """The template writes its roles by hand, so no managed policy's ARN has to be looked up."""

    def load(self) -> dict:
        return {}


def expand(template: Path = paths.TEMPLATE, code: dict[str, dict] | None = None) -> dict:
    """The expanded template. ``code`` maps a function's logical id to ``{"Bucket": ..., "Key": ...}``."""
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
    source = yaml_parse(template.read_text())
    for name, resource in source["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = (code or {}).get(name) or CODE.format(function=name.lower())
    return transform(source, {}, _NoManagedPolicies())


if __name__ == "__main__":
    json.dump(expand(Path(sys.argv[1]) if len(sys.argv) > 1 else paths.TEMPLATE), sys.stdout, indent=1)
    print()
