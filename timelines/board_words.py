"""The words that the scripts of the board say, in the reader's language; `%(name)s` stands for what they fill in."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from timelines import wording
from timelines.models import Near, Relation, Shape, Symbol, Topic
from timelines.rules import Seat


def board_words(seat: Seat) -> dict[str, object]:
    """Give every sentence by its key."""
    return _times() | _names() | _told() | _asked() | _hers(seat is Seat.HERS)


def _times() -> dict[str, object]:
    return {
        "at": _("age %(age)s"), "from": _("from age %(age)s"), "until": _("until age %(age)s"),
        "range": _("age %(from)s to %(to)s"), "about": _("about %(from)s–%(to)s"),
        "orEarlier": pgettext("age", "%(age)s or earlier"), "orLater": pgettext("age", "%(age)s or later"),
        "shelf": _("no time yet"), "pointAt": _("age %(age)s: %(height)s"), "somethingElse": _("something else"),
        "heights": [[height, str(words)] for height, words in wording.HEIGHTS], "relations": _labels(Relation),
    }  # fmt: skip


def _names() -> dict[str, object]:
    return {
        "cloth": _("covered"), "feelings": _("a part of the feelings line"), "figure": _("that one (%(symbol)s)"),
        "symbols": _labels(Symbol), "nears": _labels(Near), "shapes": _labels(Shape),
        "masks": wording.masks(), "topics": _labels(Topic),
    }  # fmt: skip


def _told() -> dict[str, object]:
    return {
        "keptLane": _("Lane kept"),
        "undone": _("Taken back"), "nothingBack": _("It was changed on the other screen since. It stays as it is."),
        "lostChanged": _("Changed on the other screen at the same time. These are your words:"),
        "lostAway": _("Taken away on the other screen before your change came. These are your words:"),
    }  # fmt: skip


def _asked() -> dict[str, object]:
    return {
        "hide": _("Hide"), "show": _("Show"), "newLane": _("A lane of your own"),
        "newName": _("A new name for “%(lane)s”"), "listOnly": _("List only"), "pictureToo": _("With the picture"),
        "of": _("%(act)s: %(name)s"), "hiddenLane": _("%(lane)s, hidden"),
        "placeOf": _("%(place)s of %(all)s"),
    }  # fmt: skip


def _hers(hers: bool) -> dict[str, object]:
    """Give what is said differently on the two screens."""
    state = {
        "mine": _("covered: only you see it"), "neither": _("covered on both screens"),
        "out": _("not part of the study; only you see it"), "alone": _("not shared yet; only you see it"),
    }  # fmt: skip
    return {"hers": hers, "state": state if hers else {}}


def _labels(codes: type[Relation | Symbol | Near | Shape | Topic]) -> dict[str, str | Promise]:
    return {str(code): str(code.label) for code in codes}
