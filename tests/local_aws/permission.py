"""Whether a function's resource policy lets a service invoke it. The emulator itself never asks."""

import re


def _like(pattern: str, value: str) -> bool:
    """IAM's ArnLike: ``*`` and ``?`` are wild, the rest is literal."""
    expression = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern)
    return re.fullmatch(expression, value) is not None


def may_invoke(policy: dict, principal: str, source_arn: str, source_account: str) -> bool:
    """True when a statement of ``policy`` allows ``principal`` to invoke, on behalf of ``source_arn``."""
    return any(_allows(statement, principal, source_arn, source_account) for statement in policy["Statement"])


def _allows(statement: dict, principal: str, source_arn: str, source_account: str) -> bool:
    if statement["Effect"] != "Allow" or statement["Action"] != "lambda:InvokeFunction":
        return False
    if statement["Principal"] != {"Service": principal}:
        return False
    conditions = statement.get("Condition", {})
    arn = conditions.get("ArnLike", {}).get("AWS:SourceArn", "*")
    account = conditions.get("StringEquals", {}).get("AWS:SourceAccount", source_account)
    return _like(arn, source_arn) and account == source_account
