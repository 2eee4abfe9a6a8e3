"""What may be said on a timeline, and who hears what of it. Values in, value out."""

from timelines.rules.noticing import masked, noticed
from timelines.rules.operations import (
    LONGEST_LABEL,
    MOST_LANES,
    MOST_POINTS,
    MOST_THINGS,
    Covering,
    Drop,
    LanePut,
    Life,
    Put,
    Share,
    Step,
    Told,
    label,
    operation,
    told,
)
from timelines.rules.remembered import OLDEST, End, edtf, interval
from timelines.rules.seats import CLOTH, Seat, heard, hears_nothing
from timelines.rules.unusable import (
    AgeOutside,
    AgesBackwards,
    AgeTooFine,
    AgeUnreadable,
    Full,
    LaneMissing,
    Malformed,
    NameNoticed,
    ShapeMissing,
    SymbolMissing,
    TooLong,
    Unusable,
)

__all__ = [
    "CLOTH", "LONGEST_LABEL", "MOST_LANES", "MOST_POINTS", "MOST_THINGS", "OLDEST", "AgeOutside", "AgeTooFine",
    "AgeUnreadable", "AgesBackwards", "Covering", "Drop", "End", "Full", "LaneMissing", "LanePut", "Life", "Malformed",
    "NameNoticed", "Put", "Seat", "ShapeMissing", "Share", "Step", "SymbolMissing", "Told", "TooLong", "Unusable",
    "edtf", "heard", "hears_nothing", "interval", "label", "masked", "noticed", "operation", "told",
]  # fmt: skip
