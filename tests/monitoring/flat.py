"""The monitoring stack as it would be deployed: nested stacks in place, parameters, conditions and functions worked out.

CloudFormation does this in an account; here the names that people and the router see have to be known without one. Values of
parameters are held to what the parameter allows, as CloudFormation would.
"""

import re
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

from local_aws import paths

FOLDER = paths.PROJECT / "monitoring"
ACCOUNT = "111122223333"

# A platform that uses everything.
PLATFORM = {
    "AlarmTopicArn": "arn:aws:sns:us-east-1:111122223333:alert-router-IngressTopic",
    "BillingTopicArn": "arn:aws:sns:us-east-1:111122223333:alert-router-BillingTopic",
    "ProdEndpointName": "churn-prod",
    "StagingEndpointName": "churn-staging",
    "GpusPerInstance": "2",
    "PipelineName": "churn-training",
    "ProcessingStepName": "PrepareData",
    "TrainingStepName": "TrainModel",
    "EvaluationStepName": "EvaluateModel",
    "RegisterStepName": "RegisterModel",
    "ReaderArns": "arn:aws:iam::111122223333:user/data-science-user",
    "OperatorArns": "arn:aws:iam::111122223333:user/on-call",
    "DrillSecretArn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:DrillSecret-1A2B3C-dEf4",
}

_NAMES = ("AlarmName", "LogGroupName", "DashboardName", "FilterName", "Name", "QueueName", "TopicName", "FunctionName")
_ARNS = {
    "AWS::CloudWatch::Alarm": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    "AWS::CloudWatch::CompositeAlarm": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    "AWS::IAM::Role": "arn:aws:iam::{account}:role/{name}",
    "AWS::IAM::ManagedPolicy": "arn:aws:iam::{account}:policy/{name}",
    "AWS::Events::Rule": "arn:aws:events:{region}:{account}:rule/{name}",
    "AWS::CE::AnomalyMonitor": "arn:aws:ce::{account}:anomalymonitor/{name}",
}
# Types whose Ref is the ARN.
_REF_IS_ARN = ("AWS::IAM::ManagedPolicy", "AWS::SNS::Topic", "AWS::CE::AnomalyMonitor")
NOTHING = object()


def read(file: Path) -> dict:
    return yaml_parse(file.read_text())


def flatten(file: Path, values: dict, region: str = "us-east-1", stack: str = "ml-monitoring") -> dict:
    """``{"Resources": ..., "Outputs": ...}`` with nothing left to work out. A nested stack's resources are named
    ``Stack.Resource``; what a condition leaves out is not there."""
    return _Stack(file, values, region, stack).flat()


class _Stack:
    def __init__(self, file, values, region, stack):
        self.file, self.template = file, read(file)
        self.pseudo = {
            "AWS::AccountId": ACCOUNT,
            "AWS::Region": region,
            "AWS::Partition": "aws",
            "AWS::StackName": stack,
            "AWS::NoValue": NOTHING,
        }
        self.values = self._parameters(values)
        self.nested = {}

    def _parameters(self, given: dict) -> dict:
        declared = self.template.get("Parameters", {})
        unknown = given.keys() - declared.keys()
        assert not unknown, f"{self.file.name} has no parameters {unknown}"
        values = {}
        for name, parameter in declared.items():
            assert name in given or "Default" in parameter, f"{self.file.name} needs {name}"
            value = str(given.get(name, parameter.get("Default")))
            if "AllowedPattern" in parameter:
                assert re.fullmatch(parameter["AllowedPattern"], value), f"{self.file.name}: {name}={value}"
            if "AllowedValues" in parameter:
                assert value in [str(v) for v in parameter["AllowedValues"]], f"{self.file.name}: {name}={value}"
            if parameter["Type"] == "Number":
                assert float(value) >= parameter.get("MinValue", float("-inf")), f"{self.file.name}: {name}={value}"
            values[name] = [v for v in value.split(",") if v] if "List" in parameter["Type"] else value
        return values

    def flat(self) -> dict:
        resources = {}
        for name, resource in self.template["Resources"].items():
            if not self._holds(resource.get("Condition")):
                continue
            if resource["Type"] == "AWS::CloudFormation::Stack":
                child = self._child(name, resource)
                resources |= {f"{name}.{inner}": found for inner, found in child["Resources"].items()}
            else:
                resources[name] = resource | {"Properties": self.value(resource.get("Properties", {}))}
        declared = self.template.get("Outputs", {}).items()
        outputs = {name: self.value(output["Value"]) for name, output in declared if self._holds(output.get("Condition"))}
        return {"Resources": resources, "Outputs": outputs}

    def _child(self, name, resource) -> dict:
        if name not in self.nested:
            given = self.value(resource["Properties"].get("Parameters", {}))
            stack = f"{self.pseudo['AWS::StackName']}-{name}"
            file = self.file.parent / resource["Properties"]["TemplateURL"]
            self.nested[name] = flatten(file, given, self.pseudo["AWS::Region"], stack)
        return self.nested[name]

    def _holds(self, condition) -> bool:
        return condition is None or bool(self.value(self.template["Conditions"][condition]))

    def value(self, item):
        if isinstance(item, list):
            return [value for value in map(self.value, item) if value is not NOTHING]
        if not isinstance(item, dict):
            return item
        if len(item) == 1:
            (function, argument), = item.items()
            if function == "Ref" or function == "Condition" and isinstance(argument, str):
                return self._ref(argument) if function == "Ref" else self._holds(argument)
            if function.startswith("Fn::"):
                return getattr(self, f"_{function.removeprefix('Fn::').lower()}")(argument)
        values = {key: self.value(value) for key, value in item.items()}
        return {key: value for key, value in values.items() if value is not NOTHING}

    def _ref(self, name):
        if name in self.values:
            return self.values[name]
        if name in self.pseudo:
            return self.pseudo[name]
        resource = self.template["Resources"][name]
        return self._arn(name) if resource["Type"] in _REF_IS_ARN else self._name(name)

    def _name(self, name):
        properties = self.template["Resources"][name].get("Properties", {})
        given = next((properties[key] for key in _NAMES if key in properties), None)
        return self.value(given) if given else f"{self.pseudo['AWS::StackName']}-{name}"

    def _arn(self, name):
        kind = self.template["Resources"][name]["Type"]
        shape = _ARNS.get(kind, f"arn:aws:{kind.split('::')[1].lower()}:{{region}}:{{account}}:{{name}}")
        return shape.format(region=self.pseudo["AWS::Region"], account=ACCOUNT, name=self._name(name))

    def _getatt(self, argument):
        name, _, attribute = argument.partition(".") if isinstance(argument, str) else (argument[0], ".", argument[1])
        if attribute.startswith("Outputs."):
            return self._child(name, self.template["Resources"][name])["Outputs"][attribute.removeprefix("Outputs.")]
        return self._arn(name) if attribute == "Arn" else self._name(name)

    def _sub(self, argument):
        text, own = (argument[0], self.value(argument[1])) if isinstance(argument, list) else (argument, {})

        def filled(match):
            name = match.group(1)
            return own[name] if name in own else str(self._getatt(name) if "." in name else self._ref(name))

        return re.sub(r"\$\{([^}!]+)\}", filled, text)

    def _join(self, argument):
        separator, items = argument
        return separator.join(str(value) for value in self.value(items))

    def _if(self, argument):
        condition, yes, no = argument
        return self.value(yes if self._holds(condition) else no)

    def _equals(self, argument):
        one, other = self.value(argument)
        return one == other

    def _and(self, argument):
        return all(self.value(item) for item in argument)

    def _or(self, argument):
        return any(self.value(item) for item in argument)

    def _not(self, argument):
        return not self.value(argument[0])
