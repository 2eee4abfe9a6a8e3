"""JSON as RFC 8259 and I-JSON (RFC 7493) have it, and nothing that only some readers understand."""

import json
from collections.abc import Iterable
from typing import Any

_LONGEST_NUMBER = 18
"""Digits."""


class NotJson(ValueError):
    """It cannot be read, or two readers could read it differently. Says nothing of what stood in it."""

    def __init__(self) -> None:
        super().__init__("not JSON")


def strictly(text: str | bytes) -> Any:
    """Give what a JSON text says.

    Raises NotJson, also for a name that is there twice, for numbers without an end, for half letters and for NUL.
    """
    try:
        if isinstance(text, str) and "\\u" not in text:  # only an escape can hide half a letter, or NUL, from here
            text.encode()
            return _READER.decode(text)
        said = json.loads(text, **_STRICT)
        words = json.dumps(said, ensure_ascii=False)
        words.encode()  # half a letter cannot be encoded
    except (ValueError, RecursionError):
        raise NotJson from None
    if "\\u0000" in words.replace("\\\\", ""):
        raise NotJson
    return said


def _each_once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    rows = list(pairs)
    if len({name for name, _value in rows}) < len(rows):
        raise NotJson
    return dict(rows)


def _no(word: str) -> Any:
    raise NotJson


def _finite(digits: str) -> float:
    if len(digits) > _LONGEST_NUMBER + 7 or not float("-inf") < float(digits) < float("inf"):
        raise NotJson
    return float(digits)


def _short(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise NotJson
    return int(digits)


_STRICT: dict[str, Any] = {
    "object_pairs_hook": _each_once, "parse_constant": _no, "parse_float": _finite, "parse_int": _short
}  # fmt: skip
_READER = json.JSONDecoder(**_STRICT)
