"""One timeline as a file: nothing covered, nothing scored, times in EDTF, and no formula."""

import csv
import io
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from consent.services import NotInForce, change_item, withdraw
from ledger.models import Entry
from tests.conftest import Cast
from tests.timelines.drawing import applied, begin, put
from timelines import exporting, services
from timelines.models import Timeline


@pytest.fixture
def timeline(cast: Cast) -> Timeline:
    return begin(cast.ana, by=cast.ben, at=cast.at)


def exported(timeline: Timeline) -> list[dict[str, Any]]:
    timeline = Timeline.objects.get(pk=timeline.pk)
    document = exporting.export(timeline, by=uuid4(), at=timezone.now())
    things: list[dict[str, Any]] = document["things"]
    return things


def say(timeline: Timeline, kind: str, target: str, **more: Any) -> None:
    applied(timeline, {"id": str(uuid4()), "kind": kind, "target": target, **more}, hers=True)


@pytest.mark.parametrize(("born", "told", "edtf"), [
    (None, {"from_age": 6, "to_age": 9}, "0006/0009"),
    (1990, {"from_age": 6, "to_age": 9}, "1996~/1999~"),
    (1990, {"from_age": 6, "from_age_latest": 8}, "1997~/"),
    (1990, {"from_age": None, "to_age": None}, ""),
    (1990, {"shape": "moment", "from_age": 6, "from_age_latest": 8, "to_age": None}, "[1996..1998]"),
    (1990, {"shape": "moment", "from_age": 6, "from_age_latest": "open", "to_age": None}, "[1996..]"),
])  # fmt: skip
def test_a_time_is_as_fine_as_it_was_told(timeline: Timeline, born: Any, told: dict[str, Any], edtf: str) -> None:
    say(timeline, "life", str(timeline.pk), born=born)
    told = {"to_age": None} | told if "from_age_latest" in told else told
    applied(timeline, put(timeline, **told))
    assert [one["edtf"] for one in exported(timeline)] == [edtf]


@pytest.mark.parametrize("cover", ["mine", "neither", "out"])
def test_nothing_covered_is_in_it(timeline: Timeline, cover: str) -> None:
    operation = put(timeline)
    applied(timeline, operation)
    say(timeline, "cover", operation["target"], cover=cover)
    assert exported(timeline) == []


def test_what_was_prepared_alone_hidden_or_a_feeling_is_not_in_it(timeline: Timeline) -> None:
    hides = timeline.lanes.get(position=2)
    services.apply(timeline, put(timeline), hers=True, by=uuid4(), at=timezone.now(), alone=True)
    applied(timeline, put(timeline, lane=str(hides.pk)))
    say(timeline, "lane", str(hides.pk), name="", hidden=True, position=1)
    feelings = {"shape": "feelings", "points": [[6, 10], [9, -20]], "from_age": None, "to_age": None, "label": ""}
    applied(timeline, put(timeline, **feelings))
    assert exported(timeline) == []


def test_a_thing_names_the_other_by_its_number_or_not_at_all(timeline: Timeline) -> None:
    first, hidden = put(timeline), put(timeline)
    for one in (first, hidden):
        applied(timeline, one)
    say(timeline, "cover", hidden["target"], cover="out")
    for other in (first, hidden):
        applied(timeline, put(timeline, from_age=None, to_age=None, relation="after", related=other["target"]))
    found = [(one["number"], one["relation"], one["related"]) for one in exported(timeline)]
    assert sorted(found)[0] == (1, "", None)
    assert {(relation, related) for _number, relation, related in found[1:]} == {("after", 1), ("", None)}


def test_the_interviewer_of_the_case_gets_both_files_and_it_is_an_act(
    cast: Cast, timeline: Timeline, signed_in: Any
) -> None:
    applied(timeline, put(timeline, "=1+1"))
    ben, path = signed_in(cast.ben), f"/timelines/{timeline.pk}/timeline"
    assert "As a table (CSV)" in ben.get(f"/interviews/{cast.ana.pk}/").content.decode()
    as_json, as_csv = ben.post(f"{path}.json"), ben.post(f"{path}.csv")
    assert as_json["Content-Disposition"] == 'attachment; filename="timeline.json"'
    document = as_json.json()
    assert (document["format"], document["participant"]) == ("attune-timeline-1", cast.ana.code)
    assert [list(one) for one in document["things"]] == [exporting.COLUMNS]
    rows = list(csv.reader(io.StringIO(as_csv.content.decode("utf-8-sig"))))
    assert (rows[0], [row[14] for row in rows[1:]]) == (exporting.COLUMNS, ["'=1+1"])
    assert list(Entry.objects.filter(act="timelines.exported").values_list("actor", flat=True)) == [cast.ben.pk] * 2
    assert [signed_in(cast.lena).post(f"{path}.{end}").status_code for end in ("json", "csv")] == [404, 404]
    assert [view.asks_anew for view in _views()] == [True, True]


def _views() -> list[Any]:
    from timelines import files

    return [files.as_json, files.as_csv]


def test_without_her_yes_there_is_no_file_and_a_first_withdrawal_leaves_it(cast: Cast, timeline: Timeline) -> None:
    applied(timeline, put(timeline))
    withdraw(cast.ana, "W1", by_code=True, at=timezone.now())
    assert len(exported(timeline)) == 1
    other = begin(cast.far_participant, by=cast.cleo, at=cast.at)
    change_item(cast.far_participant, "C08", yes=False, at=timezone.now())
    with pytest.raises(NotInForce):
        exported(other)
    yes_again = begin_unkept(cast)
    with pytest.raises(services.NotKept):
        exported(yes_again)


def begin_unkept(cast: Cast) -> Timeline:
    """Begin a timeline that is not to be kept, and let her say yes while it is drawn on."""
    her = cast.far_participant
    timeline = services.start(her, at=timezone.now())
    services.open_for_drawing(timeline, at=timezone.now())
    change_item(her, "C08", yes=True, at=timezone.now())
    return timeline
