"""The usual small pager: a function that SNS calls with CloudWatch's alarms and that posts them to a chat's webhook.

It is this project's own and stands for those that are in use (terraform-aws-notify-slack is the best known): a client of AWS made at import for
a URL that may be encrypted, one request a record, what the chat refuses logged and lost. No state, so no owner, no duplicate, no later try.
"""

import base64
import json
import os
import urllib.error
import urllib.request

import boto3

kms = boto3.client("kms")


def webhook():
    url = os.environ["SLACK_WEBHOOK_URL"]
    if url.startswith("http"):
        return url
    return kms.decrypt(CiphertextBlob=base64.b64decode(url))["Plaintext"].decode()


def handler(event, _context):
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        lines = [f"*{alarm['NewStateValue']}: {alarm['AlarmName']}*", alarm["AlarmDescription"] or "", alarm["NewStateReason"]]
        body = json.dumps({"text": "\n".join(lines)}).encode()
        request = urllib.request.Request(webhook(), body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                answer.read()
        except urllib.error.HTTPError as refusal:
            print(f"the chat answered {refusal.code}")
