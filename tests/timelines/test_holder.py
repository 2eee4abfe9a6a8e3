"""What a withdrawal does to a timeline."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from consent import services as consent
from consent.holders import Holder, Shelf
from tests.timelines.drawing import applied, begin, joined, put
from timelines import services
from timelines.holder import HOLDER
from timelines.models import Lane, Operation, ShareLink, Thing, Timeline


def test_the_room_is_a_holder() -> None:
    holder: Holder = HOLDER
    assert holder.name == "timelines"


def test_without_a_timeline_nothing_is_held(cast: Any) -> None:
    assert HOLDER.holds(cast.ana.pk) == []
    assert [HOLDER.effects(cast.ana.pk, level) for level in ("W1", "W2", "W3")] == [[], [], []]
    assert HOLDER.copy(cast.ana.pk) == {"life": {}, "lanes": []}
    assert HOLDER.carry_out(cast.ana.pk, "timeline deleted", timezone.now()) is True


def test_a_first_level_closes_her_links_and_leaves_the_timeline(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    applied(timeline, put(timeline))
    services.join(joined(timeline, by=cast.ben), at=timezone.now())
    assert HOLDER.effects(cast.ana.pk, "W1") == HOLDER.effects(cast.ana.pk, "W2") == ["links closed"]
    assert HOLDER.carry_out(cast.ana.pk, "links closed", cast.at) is True
    assert (ShareLink.objects.get().closed_at, Thing.objects.count()) == (cast.at, 1)


def test_the_last_level_deletes_every_row_and_can_be_repeated(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    applied(timeline, put(timeline))
    joined(timeline, by=cast.ben)
    effects = HOLDER.effects(cast.ana.pk, "W3")
    assert [HOLDER.words(what) for what in effects] == [
        "Your phone or tablet no longer opens the timeline.",
        "The timeline and everything on it is deleted.",
    ]
    for what in [*effects, *effects]:
        assert HOLDER.carry_out(cast.ana.pk, what, cast.at) is True
    assert [model.objects.count() for model in (Timeline, Lane, Thing, Operation, ShareLink)] == [0, 0, 0, 0, 0]


def test_her_copy_says_what_stands_on_it(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    applied(timeline, put(timeline))
    assert HOLDER.holds(cast.ana.pk) == ["A timeline that you made together, with its words."]
    lanes = HOLDER.copy(cast.ana.pk)["lanes"]
    assert lanes[0] == {
        "name": "What gives me strength",
        "things": [
            {"shape": "period", "cover": "none", "from": [6.0, 6.0], "to": [9.0, 9.0], "label": "with that one"}
        ],
    }


def test_her_page_says_what_stands_on_it_in_words(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    assert HOLDER.shelves(cast.ana.pk) == []
    applied(timeline, put(timeline))
    assert HOLDER.shelves(cast.ana.pk) == [Shelf("What gives me strength", [("age 6 to 9", "with that one")])]
    applied(timeline, {"id": str(uuid4()), "kind": "life", "target": str(timeline.pk), "born": 1988, "age_now": 37.5})
    assert HOLDER.shelves(cast.ana.pk)[0] == Shelf("Years, about", [("Year of birth", "1988"), ("Age now", "37.5")])
    assert HOLDER.copy(cast.ana.pk)["life"] == {"born": 1988, "age_now": 37.5}


def test_a_withdrawal_shuts_the_doors_before_anything_is_carried_out(cast: Any, asks_as: Any, signed_in: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    browser = signed_in(cast.ben)
    assert browser.get(f"/timelines/{timeline.pk}/").status_code == 200
    consent.withdraw(cast.ana, "W3", by_code=True, at=timezone.now())
    assert browser.get(f"/timelines/{timeline.pk}/").status_code == 404
