"""Why an operation was not kept, as every client hears it."""

from typing import Any

from accounts.access import NotNow
from timelines import rules, services

_CODES = {
    services.TakenAway: "taken away", services.NotKept: "not kept", services.Resting: "resting",
    services.Covered: "covered", services.SaidBefore: "said before",
}  # fmt: skip

HALF = "half"
"""Kind of a letter that holds what she had not kept yet when a pause closed her screen: it is no operation, and comes
back to her form."""
_NEVER_BACK = (services.SaidBefore, services.Resting)


def given_back(said: Any, why: rules.Unusable | NotNow, *, hers: bool) -> dict[str, Any]:
    """Give `{"op": said}` of a letter that was opened and refused, so that its sender can offer it to the person again.

    Not of one that was done before, nor once the room rests: a letter found later is read by nobody. The interviewer's
    seat gets back only what could not be read or may name somebody: else a letter of hers would show what is covered;
    and never what she has only half made.
    """
    if not hers and isinstance(said, dict) and said.get("kind") == HALF:
        return {}
    if isinstance(why, rules.Unusable) or (hers and not isinstance(why, _NEVER_BACK)):
        return {"op": said}
    return {}


def refusal(why: rules.Unusable | NotNow) -> dict[str, Any]:
    """Give a code for the page, the field if it is one, and words for the person.

    Of noticed names also where they stand: for each field its places, offsets in code points, the end excluded, and
    what each may be.
    """
    if isinstance(why, rules.NameNoticed):
        return {"code": "name noticed", "field": why.field, "words": str(why.words), "found": why.found}
    if isinstance(why, rules.Unusable):
        return {"code": "unusable", "field": why.field, "words": str(why.words)}
    return {"code": _CODES.get(type(why), "not now"), "field": "", "words": str(why.words)}
