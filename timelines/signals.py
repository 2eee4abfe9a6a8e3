"""What she says without a word: how it is for her, and *not this*. Passed on to the other seat, and kept nowhere.

It goes the way of pointing: in no table, no queue that lasts, no log and no count. Her client says it again until the
other screen has shown it, so nothing has to be kept for that.
"""

from typing import Any

REVIEW = ("review asked", "review on", "review off", "review done")
"""Her review at the end: her screen asks her, she looks, has stopped, has seen everything; nothing of what she does."""
CODES = ("fine", "slower", "pause", "not this", *REVIEW)
OFFER = {"offer": "review"}
"""The interviewer's screen asks hers whether she would like to look at everything once more."""
RESTS = ("pause", "end", "over", "complete", "closed", "choice")
"""What her screen hears before its link is closed, so that it can say so: a pause, the end of a sitting that goes on
another day, of one that does not, or of one with which the interview is complete, that the room has closed it,
or that she took back a choice which a talk needs."""
MOST = 1_000_000
"""Numbers of signals stay below; they tell one from the same one said again."""
LONGEST = 60_000
"""Milliseconds since she touched it, at most."""
Message = dict[str, Any]


def signalled(said: Any, *, hers: bool) -> Message | None:
    """Give the signal as it may be passed on, or None when it is none that this seat may say.

    Hers says `{"signal": {"code": …, "n": …, "ago": milliseconds since she touched it}}`; the interviewer's
    `{"seen": {"n": …}}`, with null to ask what holds, or OFFER. Everything else in it is left.
    """
    if not hers and isinstance(said, dict) and said.get("offer") == OFFER["offer"]:
        return OFFER
    kind = "signal" if hers else "seen"
    what = said.get(kind) if isinstance(said, dict) else None
    if not isinstance(what, dict) or "n" not in what:
        return None
    number = what["n"]
    if not hers and number is None:
        return {"seen": {"n": None}}
    if type(number) is not int or not 0 <= number < MOST:
        return None
    return _touched(what, number) if hers else {"seen": {"n": number}}


def _touched(what: Message, number: int) -> Message | None:
    ago = what.get("ago")
    known = what.get("code") in CODES and type(ago) is int and 0 <= ago <= LONGEST
    return {"signal": {"code": what["code"], "n": number, "ago": ago}} if known else None
