"""The emulator does what the tests of the router rely on: what ``emulator.py`` adds, and the deployment."""

import json
import time

import pytest


@pytest.fixture
def stack(deploy, recorder):
    return deploy({"ingest": recorder.zip_file, "flush": recorder.zip_file})


def put_alarm(aws, account, name, **more):
    aws.client("cloudwatch", account).put_metric_alarm(
        AlarmName=name,
        Namespace="AWS/SageMaker",
        MetricName="Invocation5XXErrors",
        Dimensions=[{"Name": "EndpointName", "Value": "churn-v3"}],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        **more,
    )


def set_state(aws, account, name, state, data=None):
    more = {"StateReasonData": json.dumps(data)} if data else {}
    aws.client("cloudwatch", account).set_alarm_state(
        AlarmName=name, StateValue=state, StateReason=f"to {state}", **more
    )


def bodies(event):
    """What an invocation of the SQS mapping carried."""
    return [json.loads(record["body"]) for record in event.get("Records", [])]


def changes(event):
    """Those of them that tell of a change of an alarm."""
    return [body for body in bodies(event) if body.get("detail-type") == "CloudWatch Alarm State Change"]


def is_state_change(event):
    return bool(changes(event))


def test_deployment_has_every_output_and_leaves_out_only_what_is_known(stack):
    assert set(stack.left_out) == {"IngestRetries", "FlushRetries", "MemberBusPolicy"}
    assert stack["IngestFunctionArn"].endswith(":function:alert-router-ingest")
    assert stack["FallbackTopicArn"].endswith(":alert-router-fallback")


def test_functions_get_the_agreed_environment(aws, account, stack, recorder):
    aws.client("lambda", account).invoke(FunctionName="alert-router-flush", Payload=b'{"sweep":true}')
    environment = recorder.invocations("flush")[0]["environment"]
    assert environment["TABLE_NAME"] == stack["TableName"]
    assert environment["FLUSH_QUEUE_URL"] == stack["FlushQueueUrl"]
    assert environment["CATALOG_BUCKET"] == stack["CatalogBucketName"]
    assert environment["CATALOG_KEY"] == "catalog/catalog.json"
    assert environment["FALLBACK_TOPIC_ARN"] == stack["FallbackTopicArn"]
    assert environment["ACCOUNT_ID"] == account
    assert environment["AWS_ENDPOINT_URL"] == aws.function_endpoint
    assert {"ALLOWED_PRIVATE_CIDRS", "EXTRA_CA_PEM", "LOG_LEVEL", "AWS_REGION"} <= environment.keys()


def test_alarm_change_reaches_ingest_through_the_rule(aws, account, stack, recorder):
    put_alarm(aws, account, "churn-5xx", AlarmDescription="5xx", ActionsEnabled=False)
    set_state(aws, account, "churn-5xx", "ALARM", {"drill": "n1"})
    event = bodies(recorder.wait_for(1, "ingest", where=is_state_change)[0]["event"])[0]
    assert event["source"] == "aws.cloudwatch" and event["account"] == account
    assert event["resources"] == [f"arn:aws:cloudwatch:eu-west-1:{account}:alarm:churn-5xx"]
    detail = event["detail"]
    assert detail["state"]["value"] == "ALARM" and json.loads(detail["state"]["reasonData"]) == {"drill": "n1"}
    assert detail["state"]["timestamp"].endswith("+0000")
    assert detail["previousState"]["reason"] == "Unchecked: Initial alarm creation"
    metric = detail["configuration"]["metrics"][0]["metricStat"]["metric"]
    assert metric["dimensions"] == {"EndpointName": "churn-v3"}


def test_reason_data_of_one_state_does_not_stick_to_the_next(aws, account, stack, recorder):
    put_alarm(aws, account, "a")
    set_state(aws, account, "a", "ALARM", {"n": 1})
    set_state(aws, account, "a", "OK")
    # Both changes may come in one batch: it is the second that is waited for.
    recorder.wait_for(1, "ingest", where=lambda event: any(b["detail"]["state"]["value"] == "OK" for b in changes(event)))
    events = [b for r in recorder.invocations("ingest") for b in bodies(r["event"]) if "previousState" in b["detail"]]
    ok = next(e["detail"] for e in events if e["detail"]["state"]["value"] == "OK")
    assert "reasonData" not in ok["state"] and json.loads(ok["previousState"]["reasonData"]) == {"n": 1}


def test_one_change_carries_one_time_stamp_on_all_three_paths(aws, account, stack, recorder):
    put_alarm(aws, account, "a", AlarmActions=[stack["IngressTopicArn"], stack["IngestFunctionArn"]])
    set_state(aws, account, "a", "ALARM")
    recorder.wait_for(1, "ingest", where=is_state_change)
    recorder.wait_for(1, "ingest", where=lambda e: "alarmData" in e)
    recorder.wait_for(1, "ingest", where=lambda e: any("TopicArn" in b for b in bodies(e)))
    stamps = set()
    for record in recorder.invocations("ingest"):
        if "alarmData" in record["event"]:
            stamps.add(record["event"]["alarmData"]["state"]["timestamp"])
        for body in bodies(record["event"]):
            if "TopicArn" in body:
                stamps.add(json.loads(body["Message"])["StateChangeTime"])
            elif is_state_change(record["event"]) and "previousState" in body["detail"]:
                stamps.add(body["detail"]["state"]["timestamp"])
    assert len(stamps) == 1


def test_disabled_actions_silence_the_actions_and_not_the_event(aws, account, stack, recorder):
    put_alarm(aws, account, "a", AlarmActions=[stack["IngestFunctionArn"]], ActionsEnabled=False)
    set_state(aws, account, "a", "ALARM")
    recorder.wait_for(1, "ingest", where=is_state_change)
    time.sleep(0.5)
    assert not [r for r in recorder.invocations("ingest") if "alarmData" in r["event"]]


def test_alarm_may_invoke_ingest_and_not_flush(aws, account, stack, recorder):
    put_alarm(aws, account, "a", AlarmActions=[stack["FlushFunctionArn"], stack["IngestFunctionArn"]])
    set_state(aws, account, "a", "ALARM")
    recorder.wait_for(1, "ingest", where=lambda e: "alarmData" in e)
    assert not [r for r in recorder.invocations("flush") if "alarmData" in r["event"]]
    history = aws.client("cloudwatch", account).describe_alarm_history(AlarmName="a")["AlarmHistoryItems"]
    failed = [item for item in history if item["HistoryItemType"] == "Action"]
    assert len(failed) == 1 and stack["FlushFunctionArn"] in failed[0]["HistorySummary"]


def test_failed_alarm_action_goes_into_the_ingest_queue(aws, account, stack, recorder):
    recorder.fail()
    put_alarm(aws, account, "a", AlarmActions=[stack["IngestFunctionArn"]])
    set_state(aws, account, "a", "ALARM")
    direct = recorder.wait_for(1, "ingest", where=lambda e: "alarmData" in e)
    again = recorder.wait_for(1, "ingest", where=lambda e: any("requestPayload" in b for b in bodies(e)))
    wrapped = next(b for b in bodies(again[0]["event"]) if "requestPayload" in b)
    assert wrapped["requestPayload"] == direct[0]["event"]
    assert wrapped["requestContext"]["condition"] == "RetriesExhausted"
    # MaximumRetryAttempts is 0: the queue does the retrying.
    assert len([r for r in recorder.invocations("ingest") if "alarmData" in r["event"]]) == 1


def test_own_alarms_do_not_come_back(aws, account, stack, recorder):
    put_alarm(aws, account, "ordinary")
    set_state(aws, account, "alert-router-self-ingest-errors", "ALARM")
    set_state(aws, account, "ordinary", "ALARM")
    recorder.wait_for(1, "ingest", where=is_state_change)
    time.sleep(0.5)
    names = {b["detail"]["alarmName"] for r in recorder.invocations("ingest") for b in bodies(r["event"])}
    assert names == {"ordinary"}


def test_configuration_changes_are_events(aws, account, stack, recorder):
    cloudwatch = aws.client("cloudwatch", account)
    put_alarm(aws, account, "a")
    cloudwatch.disable_alarm_actions(AlarmNames=["a"])
    cloudwatch.delete_alarms(AlarmNames=["a"])
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        details = [b["detail"] for r in recorder.invocations("ingest") for b in bodies(r["event"])]
        by_operation = {d["operation"]: d for d in details if "operation" in d}
        if len(by_operation) == 3:
            break
        time.sleep(0.1)
    assert by_operation.keys() == {"create", "update", "delete"}
    assert by_operation["update"]["previousConfiguration"]["actionsEnabled"] is True
    assert by_operation["update"]["configuration"]["actionsEnabled"] is False
    assert by_operation["create"]["configuration"]["threshold"] == 1


def test_composite_alarm_has_its_rule_and_children(aws, account, stack, recorder):
    put_alarm(aws, account, "child")
    aws.client("cloudwatch", account).put_composite_alarm(
        AlarmName="parent", AlarmRule="ALARM(child)", AlarmActions=[stack["IngressTopicArn"]]
    )
    set_state(aws, account, "child", "ALARM")
    found = recorder.wait_for(1, "ingest", where=lambda e: any("TopicArn" in b for b in bodies(e)))
    message = next(json.loads(b["Message"]) for b in bodies(found[0]["event"]) if "TopicArn" in b)
    assert message["AlarmRule"] == "ALARM(child)"
    assert message["TriggeringChildren"][0]["Arn"].endswith(":alarm:child")


def test_sns_retries_a_function_asynchronously(aws, account, stack, recorder):
    sns, recording = aws.client("sns", account), recorder
    topic = sns.create_topic(Name="direct")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=stack["FlushFunctionArn"])
    aws.client("lambda", account).put_function_event_invoke_config(FunctionName="alert-router-flush", MaximumRetryAttempts=2)
    recording.fail()
    sns.publish(TopicArn=topic, Message="hello")
    attempts = recording.wait_for(3, "flush", where=lambda e: "Records" in e)
    assert {a["event"]["Records"][0]["Sns"]["Message"] for a in attempts} == {"hello"}


def test_a_change_of_a_function_leaves_its_namesakes_in_other_accounts_alone(aws, account, stack, recorder):
    def process():
        aws.client("lambda", account).invoke(FunctionName="alert-router-flush", Payload=b'{"sweep":true}')
        return recorder.invocations("flush")[-1]["environment"]["AWS_LAMBDA_LOG_STREAM_NAME"]

    before = process()
    other = aws.client("lambda", "100000999999")
    other.create_function(
        FunctionName="alert-router-flush",
        Runtime="provided.al2023",
        Role="arn:aws:iam::100000999999:role/any",
        Handler="bootstrap",
        Code={"ZipFile": recorder.zip_file.read_bytes()},
    )
    other.update_function_configuration(FunctionName="alert-router-flush", MemorySize=512)
    assert process() == before
    # In its own account a change does begin a new process.
    aws.client("lambda", account).update_function_configuration(FunctionName="alert-router-flush", MemorySize=512)
    assert process() != before


def test_dead_letters_of_a_queue_move_back_and_others_do_not(aws, account):
    sqs = aws.client("sqs", account)
    arn = lambda name: f"arn:aws:sqs:{aws.region}:{account}:{name}"  # noqa: E731
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    sqs.create_queue(QueueName="aside")
    policy = json.dumps({"deadLetterTargetArn": arn("dead"), "maxReceiveCount": "3"})
    work = sqs.create_queue(QueueName="work", Attributes={"RedrivePolicy": policy})["QueueUrl"]
    sources = sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"]
    assert [url.rpartition("/")[2] for url in sources] == ["work"]
    sqs.send_message(QueueUrl=dead, MessageBody="a letter")
    sqs.start_message_move_task(SourceArn=arn("dead"))
    task = sqs.list_message_move_tasks(SourceArn=arn("dead"))["Results"][0]
    assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 1)
    assert [message["Body"] for message in sqs.receive_message(QueueUrl=work)["Messages"]] == ["a letter"]
    with pytest.raises(sqs.exceptions.ResourceNotFoundException):
        sqs.start_message_move_task(SourceArn=arn("aside"))
