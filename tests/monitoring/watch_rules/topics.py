"""Rules on topics: whoever publishes to one of the router's is let by its policy. One that is not let fails in silence."""

import flat
from local_aws import paths
from view import View


def published(view: View):
    """Who publishes where: ``(resource, service, topic)``."""
    for name, alarm in view.alarms.items():
        for topic in alarm["AlarmActions"] + alarm["OKActions"]:
            yield name, "cloudwatch.amazonaws.com", topic
    for name, subscription in view.of("AWS::CE::AnomalySubscription").items():
        for subscriber in subscription["Subscribers"]:
            yield name, "costalerts.amazonaws.com", subscriber["Address"]
    for name, budget in view.of("AWS::Budgets::Budget").items():
        for notification in budget["NotificationsWithSubscribers"]:
            for subscriber in notification["Subscribers"]:
                yield name, "budgets.amazonaws.com", subscriber["Address"]


def let_them_publish(view: View):
    router = flat.flatten(paths.TEMPLATE, {"OperatorEmail": "operator@example.com"}, stack="alert-router")
    policies = [one["Properties"] for one in router["Resources"].values() if one["Type"] == "AWS::SNS::TopicPolicy"]
    allowed = {
        (statement["Principal"]["Service"], topic)
        for policy in policies
        for topic in policy["Topics"]
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow" and "Service" in statement["Principal"]
    }
    for name, service, topic in published(view):
        if (service, topic) not in allowed:
            yield f"{name}: {topic} does not let {service} publish"


RULES = [let_them_publish]
