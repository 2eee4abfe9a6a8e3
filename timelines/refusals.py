"""Why an operation was not kept, as every client hears it."""

from accounts.access import NotNow
from timelines import rules, services

_CODES = {
    services.TakenAway: "taken away", services.NotKept: "not kept", services.Resting: "resting",
    services.SaidBefore: "said before",
}  # fmt: skip


def refusal(why: rules.Unusable | NotNow) -> dict[str, str]:
    """Give a code for the page, the field if it is one, and words for the person."""
    if isinstance(why, rules.Unusable):
        return {"code": "unusable", "field": why.field, "words": str(why.words)}
    return {"code": _CODES.get(type(why), "not now"), "field": "", "words": str(why.words)}
