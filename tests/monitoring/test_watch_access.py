"""Who may do what: the policies of the monitoring stack, asked by the local AWS's own policy engine, call by call."""

import pytest
from ministack.core import iam_evaluator as iam

import flat
from local_aws import paths

_SCOPE = f"us-east-1:{flat.ACCOUNT}"
_LOGS = f"arn:aws:logs:{_SCOPE}:log-group:"
_ALARM = f"arn:aws:cloudwatch:{_SCOPE}:alarm:"
_SAGEMAKER = f"arn:aws:sagemaker:{_SCOPE}:"
_STATES = f"arn:aws:states:{_SCOPE}:"
_QUEUE = f"arn:aws:sqs:{_SCOPE}:"
_FUNCTION = f"arn:aws:lambda:{_SCOPE}:function:"
_STACK = f"arn:aws:cloudformation:{_SCOPE}:stack/"
_TABLE = f"arn:aws:dynamodb:{_SCOPE}:table/"

# Action, resource, and who may. Everybody else is refused.
_CALLS = [
    ("cloudwatch:DescribeAlarms", "*", "reader operator"),
    ("cloudwatch:DescribeAlarmContributors", "*", "reader operator"),
    ("cloudwatch:ListDashboards", "*", "reader operator"),
    ("cloudwatch:GetMetricData", "*", "reader operator"),
    ("cloudwatch:GetDashboard", f"arn:aws:cloudwatch::{flat.ACCOUNT}:dashboard/ml-serving", "reader operator"),
    ("cloudwatch:SetAlarmState", f"{_ALARM}ml-drill-page", "operator"),
    ("cloudwatch:SetAlarmState", f"{_ALARM}alert-router-drill-page", "operator"),
    ("cloudwatch:SetAlarmState", f"{_ALARM}alert-router-self-pages-dead", ""),
    ("cloudwatch:SetAlarmState", f"{_ALARM}ml-prod-endpoint-5xx-ratio", ""),
    ("cloudwatch:PutMetricAlarm", f"{_ALARM}ml-drill-page", ""),
    ("cloudwatch:DeleteAlarms", f"{_ALARM}ml-prod-endpoint-5xx-ratio", ""),
    ("cloudwatch:DisableAlarmActions", f"{_ALARM}ml-prod-endpoint-5xx-ratio", "operator"),
    ("cloudwatch:DisableAlarmActions", f"{_ALARM}alert-router-self-pages-dead", ""),
    ("cloudwatch:PutAlarmMuteRule", f"{_ALARM}ml-staging-serving", "operator"),
    ("cloudwatch:PutAlarmMuteRule", f"{_ALARM}alert-router-self-pages-dead", ""),
    ("cloudwatch:PutDashboard", f"arn:aws:cloudwatch::{flat.ACCOUNT}:dashboard/ml-serving", ""),
    ("logs:StartQuery", f"{_LOGS}/aws/sagemaker/TrainingJobs:*", "reader operator"),
    ("logs:GetLogEvents", f"{_LOGS}/aws/sagemaker/Endpoints/churn-prod:log-stream:AllTraffic/i-1", "reader operator"),
    ("logs:FilterLogEvents", f"{_LOGS}/aws/lambda/mlops-promotion:*", "reader operator"),
    ("logs:FilterLogEvents", f"{_LOGS}/aws/lambda/payroll:*", ""),
    ("logs:FilterLogEvents", f"{_LOGS}/aws/lambda/alert-router-flush:*", "operator"),
    ("logs:StartQuery", f"{_LOGS}/aws/vendedlogs/states/batch-scoring:*", "reader operator"),
    ("logs:GetQueryResults", "*", "reader operator"),
    ("logs:CreateLogStream", f"{_LOGS}/aws/sagemaker/TrainingJobs:log-stream:job/algo-1", "workload"),
    ("logs:PutLogEvents", f"{_LOGS}/aws/sagemaker/Endpoints/churn-prod:log-stream:AllTraffic/i-1", "workload"),
    ("logs:PutLogEvents", f"{_LOGS}/aws/lambda/payroll:log-stream:1", ""),
    ("logs:CreateLogGroup", f"{_LOGS}/aws/sagemaker/Endpoints/new", ""),
    ("logs:DeleteLogGroup", f"{_LOGS}/aws/sagemaker/TrainingJobs", ""),
    ("logs:PutRetentionPolicy", f"{_LOGS}/aws/sagemaker/TrainingJobs", ""),
    ("sagemaker:DescribeEndpoint", f"{_SAGEMAKER}endpoint/churn-prod", "reader operator"),
    ("sagemaker:ListPipelineExecutionSteps", f"{_SAGEMAKER}pipeline/churn-training/execution/p4jn", "reader operator"),
    ("sagemaker:InvokeEndpoint", f"{_SAGEMAKER}endpoint/churn-prod", ""),
    ("sagemaker:UpdateEndpoint", f"{_SAGEMAKER}endpoint/churn-prod", ""),
    ("sagemaker:DeleteEndpoint", f"{_SAGEMAKER}endpoint/churn-prod", ""),
    ("sagemaker:CreateTrainingJob", f"{_SAGEMAKER}training-job/mine", ""),
    ("sagemaker:StopPipelineExecution", f"{_SAGEMAKER}pipeline/churn-training/execution/p4jn", "operator"),
    ("sagemaker:StopPipelineExecution", f"{_SAGEMAKER}pipeline/billing/execution/p4jn", ""),
    ("sagemaker:StartPipelineExecution", f"{_SAGEMAKER}pipeline/churn-training", ""),
    ("states:GetExecutionHistory", f"{_STATES}execution:batch-scoring:run-1", "reader operator"),
    ("states:DescribeStateMachine", f"{_STATES}stateMachine:batch-scoring", "reader operator"),
    ("states:RedriveExecution", f"{_STATES}execution:batch-scoring:run-1", "operator"),
    ("states:StopExecution", f"{_STATES}execution:payroll:run-1", ""),
    ("states:StartExecution", f"{_STATES}stateMachine:batch-scoring", ""),
    ("sqs:StartMessageMoveTask", f"{_QUEUE}alert-router-IngestDeadLetters-1A2B", "operator"),
    ("sqs:ReceiveMessage", f"{_QUEUE}alert-router-IngestDeadLetters-1A2B", "operator"),
    ("sqs:GetQueueUrl", f"{_QUEUE}alert-router-IngestDeadLetters-1A2B", "operator"),
    ("sqs:ListDeadLetterSourceQueues", f"{_QUEUE}alert-router-UndeliveredEvents-1A2B", "operator"),
    ("sqs:SendMessage", f"{_QUEUE}alert-router-IngestQueue-1A2B", "operator"),
    ("dynamodb:GetItem", f"{_TABLE}alert-router-Table-1A2B", "operator"),
    ("dynamodb:Query", f"{_TABLE}alert-router-Table-1A2B/index/due", "operator"),
    ("dynamodb:PutItem", f"{_TABLE}orders", ""),
    ("dynamodb:UpdateItem", f"{_TABLE}alert-router-Table-1A2B", ""),
    ("dynamodb:DeleteItem", f"{_TABLE}alert-router-Table-1A2B", ""),
    ("dynamodb:Scan", f"{_TABLE}alert-router-Table-1A2B", ""),
    ("dynamodb:Query", f"{_TABLE}orders", ""),
    ("sqs:PurgeQueue", f"{_QUEUE}alert-router-IngestQueue-1A2B", ""),
    ("sqs:PurgeQueue", f"{_QUEUE}alert-router-IngestDeadLetters-1A2B", ""),
    ("sqs:PurgeQueue", f"{_QUEUE}alert-router-FlushDeadLetters-1A2B", "operator"),
    ("sqs:PurgeQueue", f"{_QUEUE}alert-router-SweepFailures-1A2B", "operator"),
    ("sqs:ReceiveMessage", f"{_QUEUE}alert-router-DrillReceipts-1A2B", "operator"),
    ("lambda:InvokeFunction", f"{_FUNCTION}alert-router-drill", "operator"),
    ("lambda:InvokeFunction", f"{_FUNCTION}alert-router-reconcile", "operator"),
    ("lambda:InvokeFunction", f"{_FUNCTION}alert-router-flush", "operator"),
    ("lambda:InvokeFunction", f"{_FUNCTION}alert-router-ingest", ""),
    ("lambda:InvokeFunction", f"{_FUNCTION}mlops-promotion", ""),
    ("lambda:UpdateFunctionCode", f"{_FUNCTION}alert-router-drill", ""),
    ("cloudformation:DescribeStacks", f"{_STACK}alert-router/1a2b", "operator"),
    ("cloudformation:DescribeStacks", f"{_STACK}payroll/1a2b", ""),
    ("cloudformation:DeleteStack", f"{_STACK}alert-router/1a2b", ""),
    ("secretsmanager:GetSecretValue", flat.PLATFORM["DrillSecretArn"], "operator"),
    ("secretsmanager:PutSecretValue", flat.PLATFORM["DrillSecretArn"], ""),
    ("sqs:ReceiveMessage", f"{_QUEUE}orders", ""),
    ("s3:GetObject", "arn:aws:s3:::churn-data/features.parquet", ""),
    ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{_SCOPE}:secret:alert-router/ml-chat-1", ""),
    ("iam:CreateAccessKey", f"arn:aws:iam::{flat.ACCOUNT}:user/data-science-user", ""),
    ("iam:PassRole", f"arn:aws:iam::{flat.ACCOUNT}:role/any", ""),
]
_WHO = {
    "reader": ["Access.ReaderRole"],
    "operator": ["Access.OperatorRole"],
}


def _context(who: str, action: str, resource: str, **keys) -> iam.EvalContext:
    arn = f"arn:aws:sts::{flat.ACCOUNT}:assumed-role/{who}/session"
    context = {f"{key.replace('_', ':', 1)}".lower(): value for key, value in keys.items()}
    return iam.EvalContext(arn, "AssumedRole", flat.ACCOUNT, action, resource, "us-east-1", service_context=context)


@pytest.fixture(scope="module")
def policies(platform) -> dict[str, list]:
    """What each may do, as the engine reads it."""
    documents = {}
    for name, resource in platform["Resources"].items():
        if resource["Type"] == "AWS::IAM::ManagedPolicy":
            arn = f"arn:aws:iam::{flat.ACCOUNT}:policy/ml-monitoring-Access-{name.split('.')[1]}"
            documents[arn] = iam.parse_policy_document(resource["Properties"]["PolicyDocument"])
    found = {
        who: [documents[arn] for arn in platform["Resources"][role]["Properties"]["ManagedPolicyArns"]]
        for who, (role,) in _WHO.items()
    }
    return found | {"workload": [next(d for arn, d in documents.items() if arn.endswith("WorkloadPolicy"))]}


def _may(policies, who: str, action: str, resource: str, **keys) -> bool:
    return iam.evaluate(_context(who, action, resource, **keys), policies[who]).decision == "Allow"


@pytest.mark.parametrize(("action", "resource", "who"), _CALLS, ids=[f"{a}-{r.rpartition(':')[2]}" for a, r, _ in _CALLS])
def test_may(action, resource, who, policies):
    assert {name for name in policies if _may(policies, name, action, resource)} == set(who.split())


@pytest.mark.parametrize(("namespace", "may"), [("MLPlatform", True), ("AlertRouter", False), ("AWS/SageMaker", False)])
def test_workloads_write_metrics_of_one_namespace(namespace, may, policies):
    """Of the router's, least of all: they could make it look well."""
    assert _may(policies, "workload", "cloudwatch:PutMetricData", "*", cloudwatch_namespace=namespace) == may


@pytest.mark.parametrize(
    ("keys", "may"),
    [
        (["silences"], True),
        (["silence#1f2e"], True),
        (["alert#9a8b"], False),
        (["group#1f2e"], False),
        (["drill#alert-router-drill-page"], False),
        (["silences", "alert#9a8b"], False),
    ],
)
def test_operators_write_silences_and_no_other_record(keys, may, policies):
    """With the partition keys that DynamoDB finds in the call."""
    table = f"{_TABLE}alert-router-Table-1A2B"
    allowed = {who for who in policies if _may(policies, who, "dynamodb:PutItem", table, dynamodb_leadingkeys=keys)}
    assert allowed == ({"operator"} if may else set())


@pytest.mark.parametrize(
    ("role", "user", "keys", "may"),
    [
        ("ReaderRole", "data-science-user", {}, True),
        ("ReaderRole", "on-call", {}, False),
        ("OperatorRole", "on-call", {"aws_multifactorauthpresent": "true", "aws_multifactorauthage": "60"}, True),
        ("OperatorRole", "on-call", {"aws_multifactorauthpresent": "true", "aws_multifactorauthage": "90000"}, False),
        ("OperatorRole", "on-call", {"aws_multifactorauthpresent": "false"}, False),
        ("OperatorRole", "on-call", {}, False),
        ("OperatorRole", "data-science-user", {"aws_multifactorauthpresent": "true", "aws_multifactorauthage": "1"}, False),
    ],
)
def test_assumes(role, user, keys, may, platform):
    trust = platform["Resources"][f"Access.{role}"]["Properties"]["AssumeRolePolicyDocument"]
    caller = f"arn:aws:iam::{flat.ACCOUNT}:user/{user}"
    context = {key.replace("_", ":", 1): value for key, value in keys.items()}
    asked = iam.EvalContext(caller, "User", flat.ACCOUNT, "sts:AssumeRole", "*", "us-east-1", service_context=context)
    assert iam.evaluate_trust_policy(trust, caller, asked) == may


def test_nothing_in_the_stack_is_granted_that_no_runbook_or_page_needs(platform):
    """What an operator may beyond looking is in a runbook or in the operations guide."""
    import aws_commands

    texts = [*(paths.PROJECT / "runbooks").glob("*.md"), paths.PROJECT / "docs" / "OPERATIONS.md"]
    called = {
        "alert-router reconcile": {"dynamodb:GetItem", "dynamodb:Query", "sqs:ListDeadLetterSourceQueues"},
        "alert-router redrive": {"sqs:GetQueueUrl", "sqs:ListDeadLetterSourceQueues"},
        "alert-router silence": {"dynamodb:PutItem"},
        "alert-router drill": {"secretsmanager:GetSecretValue"},
        "aws logs tail": {"logs:FilterLogEvents"},
        "aws lambda invoke": {"lambda:InvokeFunction"},
    }
    every = "".join(text.read_text() for text in texts)
    ours = set().union(*(calls for command, calls in called.items() if f"\n{command}" in every))
    told = {"".join(c.words[:2]).replace("-", "") for t in texts for c in aws_commands.commands(t.read_text()) if c.words}
    granted = platform["Resources"]["Access.OperatePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    actions = [a for s in granted for a in ([s["Action"]] if isinstance(s["Action"], str) else s["Action"])]
    names = {"states": "stepfunctions"}
    # What a move of messages does on behalf of whoever starts it, and the end of one.
    on_behalf = {"sqs:SendMessage", "sqs:DeleteMessage", "sqs:CancelMessageMoveTask"}
    for action in set(actions) - on_behalf - ours:
        service, _, call = action.partition(":")
        assert f"{names.get(service, service)}{call}".lower() in told, f"nobody is told to call {action}"
