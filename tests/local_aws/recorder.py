"""A Lambda function for testing the emulator itself: it writes down what it gets, and fails when it is told to.

``zip_file`` packs this file's own bootstrap; the router's functions are never replaced by it where they exist.
"""

import json
import sys
import time
import zipfile
from pathlib import Path

# Speaks the Lambda runtime API with the standard library. {directory} is where invocations go, one file each; a file
# named "fail" in it makes every invocation fail as long as it is there.
_BOOTSTRAP = """#!{python}
import json, os, time, urllib.request, uuid
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
directory = {directory!r}
while True:
    with urllib.request.urlopen(api + "next") as response:
        invocation, event = response.headers["Lambda-Runtime-Aws-Request-Id"], json.load(response)
    fails = os.path.exists(directory + "/fail")
    record = {{"at": time.time(), "function": os.environ["AWS_LAMBDA_FUNCTION_NAME"], "event": event, "failed": fails,
              "environment": dict(os.environ)}}
    name = directory + "/" + uuid.uuid4().hex
    with open(name + ".part", "w") as file:
        json.dump(record, file)
    os.rename(name + ".part", name + ".json")
    answer = {{"errorType": "Told", "errorMessage": "told to fail"}} if fails else {{"batchItemFailures": []}}
    path = invocation + ("/error" if fails else "/response")
    urllib.request.urlopen(urllib.request.Request(api + path, json.dumps(answer).encode(), method="POST")).close()
"""


class Recorder:
    """The invocations of every function that runs from ``zip_file``."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.zip_file = directory / "recorder.zip"
        bootstrap = zipfile.ZipInfo("bootstrap")
        bootstrap.external_attr = 0o755 << 16
        with zipfile.ZipFile(self.zip_file, "w") as archive:
            archive.writestr(bootstrap, _BOOTSTRAP.format(python=sys.executable, directory=str(directory)))

    def fail(self, fails: bool = True) -> None:
        """From now on every invocation fails (or succeeds again)."""
        marker = self.directory / "fail"
        marker.touch() if fails else marker.unlink(missing_ok=True)

    def invocations(self, function: str | None = None) -> list[dict]:
        """What was recorded so far, oldest first: ``at``, ``function``, ``event``, ``failed``, ``environment``."""
        records = [json.loads(path.read_text()) for path in self.directory.glob("*.json")]
        wanted = [r for r in records if function is None or r["function"].endswith(function)]
        return sorted(wanted, key=lambda record: record["at"])

    def wait_for(self, count: int, function: str | None = None, within: float = 10, where=lambda event: True) -> list[dict]:
        """Waits until ``count`` invocations whose event satisfies ``where`` are there, and returns them."""
        deadline = time.monotonic() + within
        while True:
            found = [r for r in self.invocations(function) if where(r["event"])]
            if len(found) >= count:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(found)} of {count} invocations after {within} s")
            time.sleep(0.05)
