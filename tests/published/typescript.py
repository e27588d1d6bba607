"""The TypeScript compiler, asked whether requests are what their kinds' types say."""

import json
import re
import subprocess

from installed import lay_out

# A literal of a declared type: a member that the type does not have is an error too.
SOURCE = """import type {{ Request }} from "../kinds/{kind}";
export const request: Request = {body};
"""
ERROR = re.compile(r"payloads/(?P<name>.+)\.ts\(\d+,\d+\): (?P<why>error .*)")


def refusals(requests: dict[str, tuple[str, dict]]) -> dict[str, list[str]]:
    """What the compiler says against each request, by its name; for each a kind and a request."""
    root = lay_out()
    for name, (kind, request) in requests.items():
        source = SOURCE.format(kind=kind, body=json.dumps(request["body"]))
        (root / "payloads" / f"{name}.ts").write_text(source)
    compiler = [root / "node_modules/.bin/tsc", "--project", root, "--pretty", "false"]
    output = subprocess.run(compiler, cwd=root, capture_output=True, text=True).stdout
    found = {name: [] for name in requests}
    for line in output.splitlines():
        if line.startswith(" "):
            continue
        error = ERROR.fullmatch(line)
        # An error in the types themselves would make them take anything.
        assert error, line
        found[error["name"]].append(error["why"])
    return found
