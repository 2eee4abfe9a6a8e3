"""Why an operation cannot be kept as it is, with the words that the person reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Unusable(Exception):
    """An operation that cannot be kept as it is. `words` says to the person what is missing; `field` where."""

    words: str | Promise = _("We could not keep this yet: something in it could not be read. Everything else is kept.")
    field = ""

    def __init__(self) -> None:
        super().__init__(type(self).__name__)


class Malformed(Unusable):
    """It is not an operation at all, or names something that is not of this timeline."""


class LaneMissing(Unusable):
    """No lane of this timeline is chosen."""

    words = _("We could not keep this yet: choose where it belongs. Everything else is kept.")
    field = "lane"


class ShapeMissing(Unusable):
    """It is none of the shapes."""

    words = _("We could not keep this yet: choose what it is. Everything else is kept.")
    field = "shape"


class SymbolMissing(Unusable):
    """A figure has none of the symbols."""

    words = _("We could not keep this yet: choose a shape for that one. Everything else is kept.")
    field = "symbol"


class AgeUnreadable(Unusable):
    """The age is not a number."""

    words = _("We could not keep this yet: the age could not be read as a number. Everything else is kept.")
    field = "from_age"


class AgeOutside(Unusable):
    """The age is not between 0 and 120."""

    words = _("We could not keep this yet: the age has to be between 0 and 120. Everything else is kept.")
    field = "from_age"


class AgeTooFine(Unusable):
    """The age has more than one digit after the point."""

    words = _("We could not keep this yet: half years are fine enough, such as 6.5. Everything else is kept.")
    field = "from_age"


class AgesBackwards(Unusable):
    """It ends before it begins, or the latest age is before the earliest."""

    words = _("We could not keep this yet: it ends before it begins. Everything else is kept.")
    field = "to_age"


class TooLong(Unusable):
    """The words have more than 200 characters."""

    words = _(
        "We could not keep this yet: the words are too long. Two hundred characters fit. Everything else is kept."
    )
    field = "label"


class NameNoticed(Unusable):
    """There may be a name, a place or a date in the words, and nobody has said that there is none.

    `found` says where: for each field its places, offsets in code points, the end excluded, and what each may be.
    """

    words = _("There may be a name, a place or a date in these words. Nothing of it is kept yet.")
    field = "label"

    def __init__(self, found: dict[str, list[tuple[int, int, str]]]) -> None:
        super().__init__()
        self.found = found


class Full(Unusable):
    """There are 500 things, or 20 lanes, already."""

    words = _("There is no more room on this timeline. Take something away first. Everything else is kept.")
