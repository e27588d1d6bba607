"""The ``aws`` commands of a text for people, held against the AWS SDK's own models: the command line is made from them.

Known: services, operations, their parameters, which of them are required, words of enumerations, and the fields that a
``--query`` asks the answer for. Commands that the command line adds itself (``logs tail``, ``s3 ls``) are in ``_OWN``.
"""

import re
import shlex
from dataclasses import dataclass, field

import botocore.session
import jmespath
from botocore import xform_name
from botocore.exceptions import UnknownServiceError

_SESSION = botocore.session.get_session()
_MODELS = {}
# Options of every command; those of paging only where an operation is paged, which the command line sees to.
_GLOBAL = {"query", "output", "region", "profile", "endpoint-url", "no-cli-pager", "cli-binary-format", "cli-input-json"}
_PAGING = {"max-items", "starting-token", "page-size", "no-paginate"}
# The command line's own commands, with their options.
_OWN = {
    ("logs", "tail"): {"since", "follow", "filter-pattern", "format", "log-stream-names", "log-stream-name-prefix"},
    ("s3", "ls"): {"recursive", "summarize", "human-readable"},
    ("s3", "cp"): {"recursive", "exclude", "include", "sse"},
    ("cloudformation", "deploy"): {"template-file", "stack-name", "parameter-overrides", "capabilities", "s3-bucket"},
}
# What the command line calls otherwise than the models do.
_RENAMED = {"s3api": "s3"}
# The command line takes the answer's stream as a file, named without an option.
_FILES = {("lambda", "invoke"), ("sagemaker-runtime", "invoke-endpoint")}


@dataclass
class Command:
    """One ``aws`` command: ``line`` is where it begins; ``options`` have what stands behind each."""

    line: int
    text: str
    words: list[str] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)


def commands(text: str) -> list[Command]:
    """Every command in the shell blocks and the inline code of a Markdown text."""
    found = []
    for start, code in _code(text):
        for match in re.finditer(r"(?<![\w/.-])aws (?=[a-z])", code):
            line = text.count("\n", 0, start + match.start()) + 1
            found.append(_parse(line, _one(code[match.start() :])))
    return found


def _code(text: str):
    for match in re.finditer(r"```(?:sh|console)\n(.*?)```|(?<!`)`(aws [^`]+)`", text, re.S):
        yield match.start(match.lastindex), match.group(match.lastindex)


def _one(code: str) -> str:
    """The command at the beginning of ``code``, up to where the shell would end it; what is substituted into it is left
    out, since it is a command of its own."""
    kept, quote, depth, place = [], "", 0, 0
    while place < len(code):
        rest, character = code[place:], code[place]
        if depth:
            depth += {"(": 1, ")": -1}.get(character, 0)
            if not depth:
                kept.append("SUBSTITUTED")
        elif rest.startswith("$((") or rest.startswith("$(") and quote != "'":
            depth, place = 1, place + 1
        elif quote:
            quote = "" if character == quote else quote
            kept.append(character)
        elif character in "'\"":
            quote = character
            kept.append(character)
        elif rest.startswith("\\\n"):
            place += 1
        elif character in "\n|;)&<>" or rest.startswith(" #"):
            break
        else:
            kept.append(character)
        place += 1
    return "".join(kept)


def _parse(line: int, text: str) -> Command:
    command, option = Command(line, text), None
    # Quotes that a substitution opened outside of this command are no part of it.
    try:
        words = shlex.split(text)
    except ValueError:
        words = shlex.split(text.rstrip("\"'"))
    for word in words[1:]:
        if word.startswith("--"):
            option, _, value = word[2:].partition("=")
            command.options[option] = [value] if value else []
        elif option is not None and not (option == "enabled" and command.options[option] == []):
            command.options[option].append(word)
        else:
            command.words.append(word)
    return command


def faults(command: Command):
    """What is wrong with a command, in words."""
    if len(command.words) < 2:
        yield "no operation is named"
        return
    service, operation = command.words[:2]
    own = _OWN.get((service, operation))
    if own is not None:
        yield from (f"{service} {operation} has no --{name}" for name in command.options.keys() - own - _GLOBAL)
        return
    model = _model(service)
    if model is None:
        yield f"there is no service {service}"
    elif operation == "wait":
        yield from _waiter(service, command)
    elif operation not in model[1]:
        yield f"{service} has no operation {operation}"
    else:
        yield from _parameters(model[0].operation_model(model[1][operation]), command)


def _model(service: str):
    """A service's model and its operations by the command line's names."""
    if service not in _MODELS:
        try:
            model = _SESSION.get_service_model(_RENAMED.get(service, service))
            _MODELS[service] = (model, {xform_name(name, "-"): name for name in model.operation_names})
        except UnknownServiceError:
            _MODELS[service] = None
    return _MODELS[service]


def _waiter(service: str, command: Command):
    names = {xform_name(name, "-") for name in _SESSION.get_waiter_model(service).waiter_names}
    if len(command.words) < 3 or command.words[2] not in names:
        yield f"{service} can't wait for {command.words[2:3]}"


def _parameters(operation, command: Command):
    members = operation.input_shape.members if operation.input_shape else {}
    by_option = {xform_name(name, "-"): name for name in members}
    for option, values in command.options.items():
        name = by_option.get(option) or by_option.get(option.removeprefix("no-"))
        if name:
            yield from _values(option, members[name], values)
        elif option not in _GLOBAL | _PAGING:
            yield f"{operation.name} has no --{option}"
    if "cli-input-json" not in command.options:
        required = operation.input_shape.required_members if operation.input_shape else []
        for name in required:
            # The command line makes these up.
            is_token = members[name].metadata.get("idempotencyToken")
            if not is_token and xform_name(name, "-") not in command.options:
                yield f"{operation.name} needs --{xform_name(name, '-')}"
    takes_file = tuple(command.words[:2]) in _FILES
    if len(command.words) > (3 if takes_file else 2):
        yield f"{command.words[2:]} stands alone"
    for query in command.options.get("query", []):
        yield from _query(query, operation.output_shape)


def _values(option: str, shape, values: list[str]):
    element = shape.member if shape.type_name == "list" else shape
    words = getattr(element, "enum", None)
    for value in values if words else []:
        if value not in words and "$" not in value and value != "SUBSTITUTED":
            yield f"--{option} {value}: there is {', '.join(sorted(words))}"
    if shape.type_name in ("integer", "long") and values and not re.fullmatch(r"-?\d+|.*\$.*|SUBSTITUTED", values[0]):
        yield f"--{option} {values[0]} is no number"


def _query(text: str, shape):
    """Follows a JMESPath expression through the answer's shape. What a shape does not say (a map's keys, the result of a
    function) is not followed."""
    try:
        parsed = jmespath.compile(text).parsed
    except jmespath.exceptions.ParseError as why:
        yield f"--query: {why}"
        return
    problems: list[str] = []
    _follow(parsed, shape, problems)
    yield from problems


def _follow(node: dict, shape, problems: list[str]):
    kind, children = node["type"], node["children"]
    if kind == "field":
        return _member(node["value"], shape, problems)
    if kind in ("subexpression", "pipe", "index_expression"):
        for child in children:
            shape = _follow(child, shape, problems)
        return shape
    if kind in ("index", "slice"):
        return shape.member if shape is not None and shape.type_name == "list" else None
    if kind in ("projection", "filter_projection"):
        listed = _follow(children[0], shape, problems)
        element = listed.member if listed is not None and listed.type_name == "list" else None
        for child in children[2:]:
            _follow(child, element, problems)
        found = _follow(children[1], element, problems)
        return _listed(found)
    if kind == "flatten":
        return _follow(children[0], shape, problems)
    if kind == "function_expression":
        return _function(node, shape, problems)
    if kind in ("identity", "current"):
        return shape
    for child in children if kind != "literal" else []:
        _follow(child, shape, problems)
    return None


def _function(node: dict, shape, problems: list[str]):
    """What begins with ``&`` is asked of each element of the list before it; sorting leaves the list as it is."""
    listed = None
    for child in node["children"]:
        if child["type"] == "expref":
            element = listed.member if listed is not None and listed.type_name == "list" else None
            _follow(child["children"][0], element, problems)
        else:
            listed = _follow(child, shape, problems)
    return listed if node["value"] in ("sort_by", "sort", "reverse") else None


class _listed:
    """A list of what a projection found, for the projection that may follow."""

    type_name = "list"

    def __new__(cls, member):
        return None if member is None else super().__new__(cls)

    def __init__(self, member):
        self.member = member


def _member(name: str, shape, problems: list[str]):
    if shape is None or shape.type_name != "structure":
        return None
    if name not in shape.members:
        problems.append(f"--query: {shape.name} has no {name}")
        return None
    return shape.members[name]
