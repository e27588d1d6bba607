from kinds import slack

PUBLISHED = "Slack's types of its methods (`@slack/web-api`), and its models with their lengths (`slack_sdk`)"

faults = slack.faults
UNTYPED = {
    "a block of an unknown type": slack.UNTYPED["a block of an unknown type"],
    "no channel": lambda request: request["body"].pop("channel"),
    "a channel that is a number": lambda request: request["body"].update(channel=7),
    "a message to reply to that is a number": lambda request: request["body"].update(thread_ts=7),
}
BROKEN = slack.BROKEN
