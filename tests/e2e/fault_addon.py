"""The part of the fault proxy that runs inside mitmproxy: reads the rules, breaks what they name, writes down each hit.

Rules are a JSON list in the file named by FAULT_RULES, read anew when it changes; hits go to FAULT_HITS, a JSON line each.
``faults.py`` writes the first and reads the second.
"""

import asyncio
import json
import os
import re
import time
from urllib.parse import parse_qs

from mitmproxy import http

_SCOPE = re.compile(r"Credential=([^/]+)/\d+/[^/]+/([^/]+)/aws4_request")


def service(request: http.Request) -> str:
    """The AWS service by its signing name, as the credential's scope has it."""
    scope = _SCOPE.search(request.headers.get("authorization", ""))
    return scope.group(2) if scope else ""


def caller(request: http.Request) -> str:
    """The access key that signed the request."""
    scope = _SCOPE.search(request.headers.get("authorization", ""))
    return scope.group(1) if scope else ""


def operation(request: http.Request) -> str:
    """The API's name for the call: the header's for JSON protocols, the form's for the query protocol, else the method."""
    target = request.headers.get("x-amz-target", "")
    if target:
        return target.rpartition(".")[2]
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return parse_qs(request.get_text()).get("Action", [""])[0]
    return {"GET": "GetObject", "PUT": "PutObject", "HEAD": "HeadObject"}.get(request.method, request.method)


def refusal(name: str, kind: str) -> http.Response:
    """A refusal in the words and the format of the service, so that an SDK classifies it as it would AWS's own."""
    throttled = kind == "throttle"
    if name == "s3":
        code, status = ("SlowDown", 503) if throttled else ("InternalError", 500)
        return _xml(status, f"<Error><Code>{code}</Code><Message>injected</Message></Error>")
    if name == "sns":
        code, status = ("Throttling", 400) if throttled else ("InternalFailure", 500)
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>injected</Message></Error>"
        return _xml(status, f"<ErrorResponse>{error}<RequestId>injected</RequestId></ErrorResponse>")
    codes = {
        "dynamodb": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
        "sqs": "com.amazonaws.sqs#RequestThrottled",
    }
    code, status = (codes.get(name, "ThrottlingException"), 400) if throttled else ("InternalServerError", 500)
    body = json.dumps({"__type": code, "message": "injected"})
    return http.Response.make(status, body, {"content-type": "application/x-amz-json-1.0"})


def _xml(status: int, body: str) -> http.Response:
    return http.Response.make(status, body, {"content-type": "text/xml"})


class Faults:
    def __init__(self):
        self._rules, self._stamp, self._seen = [], None, {}

    def _current(self) -> list:
        path = os.environ["FAULT_RULES"]
        stamp = os.stat(path).st_mtime_ns
        if stamp != self._stamp:
            with open(path) as file:
                self._rules, self._stamp = json.load(file), stamp
        return self._rules

    def _match(self, request: http.Request) -> dict | None:
        """The first rule that names this request and is neither waiting nor used up. Counts the request for it."""
        for rule in self._current():
            if rule["service"] not in ("", service(request)) or rule["operation"] not in ("", operation(request)):
                continue
            if rule["callers"] and caller(request) not in rule["callers"]:
                continue
            content = request.raw_content or b""
            if rule["path"] not in request.path or rule["body"].encode() not in content:
                continue
            seen = self._seen[rule["id"]] = self._seen.get(rule["id"], 0) + 1
            if seen <= rule["skip"] or (rule["times"] is not None and seen > rule["skip"] + rule["times"]):
                continue
            return rule
        return None

    async def request(self, flow: http.HTTPFlow) -> None:
        # The functions speak plain HTTP to us where they would speak TLS to AWS, and the stack's policies ask for TLS.
        flow.request.headers["x-forwarded-proto"] = "https"
        rule = self._match(flow.request)
        if rule is None:
            return
        hit = {"id": rule["id"], "at": time.time(), "service": service(flow.request), "operation": operation(flow.request)}
        with open(os.environ["FAULT_HITS"], "a") as hits:
            hits.write(json.dumps(hit) + "\n")
        match rule["kind"]:
            case "throttle" | "error":
                flow.response = refusal(service(flow.request), rule["kind"])
            case "drop":
                flow.kill()
            case "slow":
                await asyncio.sleep(rule["seconds"])
            case "stall":
                await asyncio.sleep(rule["seconds"])
                flow.kill()
            case "lost_reply":
                flow.metadata["lost_after"] = 0
            case "held_reply":
                flow.metadata["lost_after"] = rule["seconds"]

    async def response(self, flow: http.HTTPFlow) -> None:
        # The emulator has done it; the caller will never know.
        lost_after = flow.metadata.get("lost_after")
        if lost_after is not None:
            await asyncio.sleep(lost_after)
            flow.kill()


addons = [Faults()]
