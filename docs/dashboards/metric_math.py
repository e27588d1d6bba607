"""CloudWatch's metric math, as far as the dashboards and alarms of this repository use it. Anything else is an error, so that no
picture shows a guess.

CloudWatch User Guide, "Using math expressions with CloudWatch metrics": a result has a value where all its parts have one;
a division by zero has none.
"""

import ast
import operator
import re

from samples import Samples, Series

_BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_COMPARE = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_SEARCH = re.compile(
    r"SEARCH\('\{(?P<namespace>[^,}]+),(?P<dimension>\w+)\} MetricName=\"(?P<name>\w+)\" (?P<terms>[^']+)', "
    r"'(?P<stat>\w+)', (?P<period>\d+)\)"
)


class Unknown(ValueError):
    """An expression that is not understood here."""


def evaluate(expression: str, parts: dict[str, Series], times: list[int]) -> Series:
    """``parts`` are the series by their ids; ``times`` are the starts of all periods that are shown."""
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError as why:
        raise Unknown(f"{expression}: {why}") from why
    return _Evaluation(expression, parts, times).series(tree)


def search(expression: str, samples: Samples) -> list[dict] | None:
    """The metrics that a SEARCH finds; nothing if the expression is none."""
    if not expression.startswith("SEARCH("):
        return None
    match = _SEARCH.fullmatch(expression)
    if match is None:
        raise Unknown(expression)
    dimension, wanted = match["dimension"], _terms(match["terms"])
    found = []
    for dimensions in samples.dimensions(match["namespace"], match["name"]):
        value = dimensions.get(dimension, "")
        if dimensions.keys() == {dimension} and all(any(_found(one, value) for one in term) for term in wanted):
            metric = {key: match[key] for key in ("namespace", "name", "stat")}
            found.append(metric | {"dimensions": dimensions, "period": int(match["period"])})
    return found


def _terms(text: str) -> list[list[str]]:
    """All of the lists are wanted, any of what is in each: ``a (b OR c)``."""
    terms = re.findall(r'\(([^()]+)\)|("[^"]+"|[\w-]+)', text)
    return [re.split(r" OR ", group) if group else [word] for group, word in terms]


def _found(term: str, value: str) -> bool:
    """CloudWatch User Guide, "CloudWatch search expression syntax". In double quotes a term is a whole value, and no part of one.
    Without, it is broken into tokens as the value is, and signs only break: one token is found whatever its case; several
    have to stand together in the value, in their order and case, so that ``network-errors`` is in ``a-network-errors-2``."""
    if term.startswith('"'):
        return term.strip('"') == value
    sought, tokens = _tokens(term), _tokens(value)
    if len(sought) == 1:
        return sought[0].lower() in [token.lower() for token in tokens]
    return any(tokens[place : place + len(sought)] == sought for place in range(len(tokens)))


def _tokens(text: str) -> list[str]:
    """``Project2-trial333`` is Project, 2, trial and 333; ``SDBFailure`` is SDB and Failure."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", text)


class _Evaluation:
    def __init__(self, expression, parts, times):
        self.expression, self.parts, self.times = expression, parts, times

    def series(self, node) -> Series:
        value = self.value(node)
        return value if isinstance(value, dict) else dict.fromkeys(self.times, value)

    def value(self, node):
        match node:
            case ast.Constant(value=int() | float()):
                return float(node.value)
            case ast.Name(id=name) if name in self.parts:
                return self.parts[name]
            case ast.BinOp(op=op) if type(op) in _BINARY:
                return self.each(_BINARY[type(op)], self.value(node.left), self.value(node.right))
            case ast.Compare(ops=[op], comparators=[right]) if type(op) in _COMPARE:
                return self.each(_COMPARE[type(op)], self.value(node.left), self.value(right))
            case ast.Call(func=ast.Name(id="IF"), args=[condition, then, otherwise]):
                return self.chosen(self.series(condition), self.value(then), self.value(otherwise))
            case ast.Call(func=ast.Name(id="FILL"), args=[metric, ast.Constant(value=int() | float()) as filler]):
                known = self.series(metric)
                # A metric without any value is no metric to fill.
                return {at: known.get(at, float(filler.value)) for at in self.times} if known else {}
            case ast.Call(func=ast.Name(id="RATE"), args=[metric]):
                known = sorted(self.series(metric).items())
                return {at: (new - old) / (at - before) for (before, old), (at, new) in zip(known, known[1:])}
            case ast.Call(func=ast.Name(id="MAX"), args=[ast.List(elts=items)]):
                found = [self.series(item) for item in items]
                return {at: max(one[at] for one in found if at in one) for at in self.times if any(at in one for one in found)}
        raise Unknown(f"{self.expression}: {ast.dump(node)}")

    def each(self, operate, left, right):
        if not isinstance(left, dict) and not isinstance(right, dict):
            return operate(left, right)
        result = {}
        for at in self.times:
            one, other = (side.get(at) if isinstance(side, dict) else side for side in (left, right))
            if one is None or other is None or operate is operator.truediv and other == 0:
                continue
            result[at] = float(operate(one, other))
        return result

    def chosen(self, condition: Series, then, otherwise) -> Series:
        result = {}
        for at, holds in condition.items():
            side = then if holds else otherwise
            value = side.get(at) if isinstance(side, dict) else side
            if value is not None:
                result[at] = value
        return result
