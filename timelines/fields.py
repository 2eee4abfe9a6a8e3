"""The plain form of an operation: what a browser without a script sends, as an operation of the protocol, and back."""

from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict

from timelines import rules

FIELDS = [
    "id", "kind", "target", "lane", "shape", "from_age", "from_age_latest", "to_age", "to_age_latest", "when",
    "relation", "related", "label", "symbol", "near", "cover", "name", "position", "hidden", "born", "age_now",
    "no_names",
]  # fmt: skip
"""Those of the protocol."""
HOW_SURE = ["from_sure", "to_sure"]
"""How sure an end is: "" just then, or as the two ages say; `about`, `between`, `later`, `earlier`."""
AROUND = 1
"""Years, either way, of an age that is only `about`."""
AGE, HEIGHT = "point_age_{}", "point_height_{}"
"""A point of the feelings line, counted from 0; one without an age is none."""


def operation(posted: QueryDict) -> dict[str, Any]:
    """Give the operation that a form says. Raises BadRequest when a field of it was sent twice."""
    if any(len(posted.getlist(name)) > 1 for name in [*FIELDS, *HOW_SURE]):
        raise BadRequest
    said: dict[str, Any] = {name: posted[name] for name in FIELDS if name in posted}
    for end in ("from", "to"):
        _surely(said, f"{end}_age", posted.get(f"{end}_sure", ""))
    if said.get("shape") == "feelings":
        said["points"] = _points(posted)
    if said.get("kind") == "lane":
        said |= {"hidden": "hidden" in said, "no_names": "no_names" in said}
    for name in {"position", "born"} & said.keys():
        said[name] = _whole(said[name])
    return said


def typed(posted: QueryDict) -> dict[str, Any]:
    """Give what was typed, field by field, for the form that is shown again."""
    names = [*FIELDS, *HOW_SURE]
    draft: dict[str, Any] = {name: posted[name] for name in names if name in posted and name != "no_names"}
    return draft | {"points": _rows(posted)}


def masks(posted: QueryDict) -> bool:
    """Say whether what may be a name is to be kept as *that one*."""
    return "masked" in posted


def fields(thing: dict[str, Any]) -> dict[str, Any]:
    """Give a thing, as a seat hears it, as the fields of its form."""
    draft = {name: value for name, value in thing.items() if name in FIELDS} | {"target": thing["id"]}
    for end in ("from", "to"):
        first, last = thing.get(end) or (None, None)
        if first is None and last is not None:
            first, last, sure = last, None, "earlier"
        else:
            sure = "" if first == last else "later" if last is None else "between"
        latest = last if sure == "between" else None
        draft |= {f"{end}_age": first, f"{end}_age_latest": latest, f"{end}_sure": sure}
    return draft | {"points": thing.get("points", [])}


def _surely(said: dict[str, Any], name: str, sure: str) -> None:
    """Say an end as the protocol does."""
    age, latest = said.get(name, ""), f"{name}_latest"
    if not age.strip():
        if sure != "between":
            said.pop(latest, None)  # what stands in the second field is of before
        return
    if sure == "later":
        said[latest] = "open"
    elif sure == "earlier":
        said |= {name: "", latest: age}
    elif sure == "about":
        with suppress(InvalidOperation, rules.Unusable):
            middle = Decimal(age.strip().replace(",", "."))
            said |= {name: str(max(Decimal(0), middle - AROUND)), latest: str(min(rules.OLDEST, middle + AROUND))}


def _rows(posted: QueryDict) -> list[list[Any]]:
    """Give the rows of the feelings line as they were typed."""
    rows = [[posted.get(AGE.format(row), ""), posted.get(HEIGHT.format(row), "0")] for row in range(rules.MOST_POINTS)]
    return [row for row in rows if row[0].strip()]


def _points(posted: QueryDict) -> list[list[Any]]:
    points = [[age, _whole(height)] for age, height in _rows(posted)]
    with suppress(InvalidOperation):
        points.sort(key=lambda point: Decimal(point[0].replace(",", ".")))
    return points


def _whole(digits: str) -> int | str | None:
    """Give a whole number, None for nothing, and whatever else it is as it is: the rules refuse it."""
    if not digits.strip():
        return None
    return int(digits) if digits.removeprefix("-").isdecimal() and len(digits) < 7 else digits
