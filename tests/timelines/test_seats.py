"""What each seat hears of a covered thing."""

from decimal import Decimal
from uuid import UUID

import pytest

from timelines.models import Cover, Shape, Symbol
from timelines.rules import End, Seat, Told, heard

ID, LANE = UUID(int=1), UUID(int=2)
AT = End(Decimal(6), Decimal(8))
TOLD = Told(label="the blue door", when="before we moved", begins=AT, symbol=Symbol.DOOR)
EVERYTHING, CLOTH, NOTHING = "everything", "cloth", "nothing"


def hears(cover: Cover, seat: Seat, told: Told = TOLD, shape: Shape = Shape.PERIOD) -> str:
    """Say which of the three a seat hears, to the last field."""
    said = heard(thing=ID, lane=LANE, shape=shape, cover=cover, told=told, sequence=3, seat=seat)
    about = {"id": str(ID), "lane": str(LANE), "sequence": 3, "cover": str(cover)}
    known = {
        EVERYTHING: about | {"shape": str(shape)} | told.shown(),
        CLOTH: about | {"shape": "cloth", "label": "", "from": [6.0, 8.0]},
        NOTHING: None,
    }
    return next(name for name, what in known.items() if said == what)


@pytest.mark.parametrize(
    ("cover", "hers", "interviewer", "study"),
    [
        (Cover.NONE, EVERYTHING, EVERYTHING, EVERYTHING), (Cover.MINE, EVERYTHING, CLOTH, NOTHING),
        (Cover.NEITHER, CLOTH, CLOTH, NOTHING), (Cover.OUT, EVERYTHING, NOTHING, NOTHING),
        (Cover.ALONE, EVERYTHING, NOTHING, NOTHING),
    ],
)  # fmt: skip
def test_a_cover_is_an_absence(cover: Cover, hers: str, interviewer: str, study: str) -> None:
    seats = (Seat.HERS, Seat.INTERVIEWER, Seat.STUDY, Seat.COPY)
    assert [hears(cover, seat) for seat in seats] == [hers, interviewer, study, EVERYTHING]


def test_a_cloth_over_the_feelings_line_shows_no_height() -> None:
    told = Told(points=((Decimal(6), 90), (Decimal(8), -90)))
    said = heard(
        thing=ID, lane=LANE, shape=Shape.FEELINGS, cover=Cover.MINE, told=told, sequence=3, seat=Seat.INTERVIEWER
    )
    assert said is not None
    assert {name: said[name] for name in said if name not in {"id", "lane", "sequence", "cover"}} == {
        "shape": "cloth", "label": "", "from": [6.0, 6.0], "to": [8.0, 8.0],
    }  # fmt: skip
