"""ministack, and what it lacks for us. Run as ``python -m local_aws.emulator`` in the pinned environment.

Added here, because the router depends on them:

* an alarm's change of state goes to EventBridge, in the documented shape, also while the alarm's actions are disabled;
* a change of an alarm's configuration goes to EventBridge (create, update, delete);
* alarm actions: SNS messages in CloudWatch's shape, and Lambda functions, if their policy lets the alarm invoke them;
* EventBridge and SNS invoke Lambda asynchronously, with the function's retries and failure destination;
* an alarm keeps the queries of its metric math, and its suppressor: for those who describe it, nothing evaluates them;
* dead letters are moved back (``moves.py``);
* policies are asked as precisely as IAM asks them (``authorization.py``);
* a change of a function ends that function's processes, and not those of its namesakes in other accounts.

It replaces functions inside ministack, which is why ``requirements.txt`` pins the exact version and why ``install`` refuses
any other.
"""

import copy
import json
import logging
import time
from importlib.metadata import version

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import cloudwatch, eventbridge, lambda_svc, sns

from . import alarm_shapes as shapes
from . import authorization, moves
from .permission import may_invoke

_PATCHED_VERSION = "1.5.33"
_ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}
_KEPT = ("Metrics", "ActionsSuppressor", "ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod")
_ALARM_PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com"
_end_processes = lambda_svc.invalidate_worker
_log = logging.getLogger("local_aws.emulator")

# The last state of each alarm, by ARN. The emulator keeps whole seconds and the current state only.
_last_states: dict[str, shapes.State] = {}


def _change(alarm: dict, old: str, new: str, reason: str) -> shapes.Change:
    account, region = get_account_id(), get_region()
    arn = shapes.arn(alarm, account, region)
    now = time.time()
    before = _last_states.get(arn)
    if before is None or before.value != old:
        created = alarm.get("AlarmConfigurationUpdatedTimestamp", now)
        before = shapes.State(old, "Unchecked: Initial alarm creation", created)
    data = alarm.get("StateReasonData")
    # SetAlarmState without data leaves the previous state's data in the emulator's record; on AWS there is none then.
    after = shapes.State(new, reason, now, data if data != before.reason_data else None)
    _last_states[arn] = after
    return shapes.Change(account, region, before, after)


def _put_event(detail_type: str, alarm: dict, detail: dict) -> None:
    entry = {
        "Source": "aws.cloudwatch",
        "DetailType": detail_type,
        "Resources": [shapes.arn(alarm, get_account_id(), get_region())],
        "Detail": json.dumps(detail),
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def _on_state_change(alarm: dict, old: str, new: str, reason: str) -> None:
    change = _change(alarm, old, new, reason)
    # Before the actions and whether or not they are enabled, as on AWS.
    _put_event("CloudWatch Alarm State Change", alarm, shapes.state_change_detail(alarm, change))
    if not alarm.get("ActionsEnabled", True):
        return
    for action in alarm.get(_ACTIONS[new]) or []:
        service = action.split(":")[2] if action.count(":") >= 5 else ""
        if service == "sns":
            subject, message = shapes.sns_message(alarm, change)
            sns._fanout(action, new_uuid(), message, subject)
        elif service == "lambda":
            _invoke_action(action, alarm, change)
        else:
            _log.warning("alarm %s: no such action here: %s", alarm["AlarmName"], action)


def _invoke_action(function_arn: str, alarm: dict, change: shapes.Change) -> None:
    func, config, name = lambda_svc._get_func_record_for_ref(function_arn)
    source = shapes.arn(alarm, change.account, change.region)
    if not func or not may_invoke(func["policy"], _ALARM_PRINCIPAL, source, change.account):
        # On AWS a missing permission ends the action for good, and only the alarm's history tells.
        _log.error("alarm %s may not invoke %s", alarm["AlarmName"], name)
        cloudwatch._history_entries().append(
            {
                "AlarmName": alarm["AlarmName"],
                "AlarmType": "CompositeAlarm" if "AlarmRule" in alarm else "MetricAlarm",
                "Timestamp": cloudwatch._ts_iso(time.time()),
                "HistoryItemType": "Action",
                "HistorySummary": f"Failed to execute action {function_arn}",
                "HistoryData": json.dumps({"actionState": "Failed", "error": "not authorized to invoke the function"}),
            }
        )
        return
    _invoke_async(func, config, shapes.lambda_payload(alarm, change))


def _invoke_async(func: dict, config: dict, event: dict) -> None:
    lambda_svc.invoke_async_with_retry(lambda_svc._execution_record_for_config(func, config), event)


def _eventbridge_to_lambda(function_arn: str, payload: str) -> None:
    func, config, name = lambda_svc._get_func_record_for_ref(function_arn)
    if not func or not config:
        _log.warning("EventBridge or Scheduler: no function %s", name)
        return
    _invoke_async(func, config, json.loads(payload))


def _sns_to_lambda(function_arn, envelope, topic_arn, subscription_arn, *_message) -> None:
    func, config, name = lambda_svc._get_func_record_for_ref(function_arn)
    if not func or not config:
        _log.warning("SNS %s: no function %s", topic_arn, name)
        return
    record = {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": subscription_arn,
        "Sns": json.loads(envelope),
    }
    _invoke_async(func, config, {"Records": [record]})


def _alarms() -> dict:
    """A copy of the caller's alarms by name, deep enough to tell later what a call changed."""
    return {
        alarm["AlarmName"]: copy.deepcopy(alarm)
        for store in (cloudwatch._alarms, cloudwatch._composite_alarms)
        for alarm in list(store.values())
    }


def _configuration_only(alarm: dict) -> dict:
    state = {"StateValue", "StateReason", "StateReasonData", "StateUpdatedTimestamp", "StateTransitionedTimestamp"}
    return {k: v for k, v in alarm.items() if k not in state and k != "AlarmConfigurationUpdatedTimestamp"}


def _reports_configuration(call):
    """``call`` changes alarms' configuration: whatever it created, updated or deleted becomes an event."""

    def reporting(*args, **kwargs):
        before = _alarms()
        answer = call(*args, **kwargs)
        after, now = _alarms(), time.time()
        for name in before.keys() | after.keys():
            old, new = before.get(name), after.get(name)
            if new is None:
                _report("delete", old, None, now)
            elif old is None:
                _report("create", new, None, now)
            elif _configuration_only(old) != _configuration_only(new):
                _report("update", new, old, now)
        return answer

    return reporting


def _report(operation: str, alarm: dict, previous: dict | None, now: float) -> None:
    detail = shapes.configuration_change_detail(operation, alarm, previous, now)
    _put_event("CloudWatch Alarm Configuration Change", alarm, detail)


def _keeps_what_it_watches(call):
    """``call`` puts an alarm, and forgets of metric math the queries, of a composite alarm its suppressor."""

    def keeping(params, data, is_cbor, is_json=False):
        answer = call(params, data, is_cbor, is_json)
        stores = (cloudwatch._alarms, cloudwatch._composite_alarms)
        alarm = next((store[name] for store in stores if (name := (data or {}).get("AlarmName")) in store), None)
        if alarm is not None:
            kept = {member: data[member] for member in _KEPT if data.get(member) is not None}
            alarm.update(kept)
            if "Metrics" in kept:
                for member in ("MetricName", "Namespace", "Statistic", "Period", "Dimensions"):
                    alarm.pop(member, None)
        return answer

    return keeping


def _end_own_processes(name: str, qualifier: str | None = None, account: str | None = None, region: str | None = None) -> None:
    """The emulator's own, except that no account means the caller's instead of everybody's: a deployment in one account
    would else kill invocations in another."""
    _end_processes(name, qualifier, account or get_account_id(), region or get_region())


def install() -> None:
    """Puts the additions in place. Raises when ministack is not the version they were written against."""
    if (found := version("ministack")) != _PATCHED_VERSION:
        raise RuntimeError(f"written against ministack {_PATCHED_VERSION}, found {found}")
    cloudwatch._dispatch_alarm_actions = _on_state_change
    for name in ("_put_metric_alarm", "_put_composite_alarm"):
        setattr(cloudwatch, name, _keeps_what_it_watches(getattr(cloudwatch, name)))
    for name in (
        "_put_metric_alarm",
        "_put_composite_alarm",
        "_delete_alarms",
        "_enable_alarm_actions",
        "_disable_alarm_actions",
        "cloudformation_put_metric_alarm",
        "cloudformation_delete_metric_alarm",
    ):
        setattr(cloudwatch, name, _reports_configuration(getattr(cloudwatch, name)))
    lambda_svc.invalidate_worker = _end_own_processes
    eventbridge._dispatch_to_lambda = _eventbridge_to_lambda
    sns._deliver_to_lambda = _sns_to_lambda
    authorization.install()
    moves.install()


if __name__ == "__main__":
    from ministack.app import main

    install()
    main()
