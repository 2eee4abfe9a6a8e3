"""Acts of the room: done once however often they come, at the time at which they were made; no word in a code."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from consent.queries import sound_permitted
from consent.services import withdraw
from interviews import queries, services
from interviews.holder import HOLDER
from interviews.models import Aside, Coverage, Heard, HelpCalled, Moment, Note, Pause, Sitting
from interviews.services.acting import bounded
from ledger.models import Entry
from studies.services import add_participant
from tests.consent.acts import agree
from tests.interviews.pages import at, said, send
from tests.interviews.steps import acts, opened, question, theme
from tests.timelines.test_letterbox import letter
from timelines.models import Timeline

pytestmark = pytest.mark.usefixtures("agreed", "clock")


def test_an_act_is_done_once_however_often_it_comes(cast: Any, ben: Client, guide: Any, sitting: Sitting) -> None:
    first, pk = question(guide), uuid4()
    for _twice in range(2):
        answer = send(ben, sitting, "mark", pk, question=first.pk, talked="volunteered")
        assert answer.json() == {
            "ack": {"id": str(pk)},
            "stands": {
                "paused": False, "talked": {str(first.pk): "volunteered"}, "asides": [],
                "recording": {"chosen": True, "asked": False, "permitted": False},
            },
        }  # fmt: skip
    send(ben, sitting, "mark", question=first.pk, talked="")
    send(ben, sitting, "mark", pk, question=first.pk, talked="volunteered")  # it was done before, so it changes nothing
    moment = uuid4()
    for _twice in range(2):
        send(ben, sitting, "moment", moment, what="silence")
    assert (Coverage.objects.count(), Moment.objects.count(), Heard.objects.count()) == (0, 1, 3)
    send(ben, sitting, "take back", moment=moment)
    assert Moment.objects.count() == 0
    services.close(sitting, by=cast.ben, at=sitting.opened_at)
    assert Heard.objects.count() == 0


def test_an_id_of_another_sitting_is_refused_and_breaks_nothing(
    cast: Any, ben: Client, guide: Any, sitting: Sitting, noon: datetime
) -> None:
    moment, mark, note = uuid4(), uuid4(), uuid4()
    her = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
    agree(her, by=cast.ben, at=noon)
    other = opened(cast, noon, her)
    send(ben, sitting, "moment", moment, what="silence")
    send(ben, sitting, "note", note, words="the blue door")
    send(ben, sitting, "mark", mark, question=question(guide).pk, talked="discussed")
    for pk in (moment, mark, note):
        assert send(ben, other, "moment", pk, what="silence").status_code == 422
    services.close(sitting, by=cast.ben, at=noon)
    for pk in (moment, note):  # what was heard is forgotten by now, what it left is not
        assert send(ben, other, "note", pk, words="the door").status_code == 422
    assert (Moment.objects.count(), Note.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("made", "counts"),
    [(None, 100), (-5, 0), (0, 0), (40, 40), (100, 100), (101, 100), (10**7, 100)],
)
def test_the_time_of_an_act_lies_within_the_sitting_and_not_after_it_came(
    noon: datetime, made: int | None, counts: int
) -> None:
    when = None if made is None else noon + timedelta(seconds=made)
    assert bounded(when, opened=noon, at=noon + timedelta(seconds=100)) == noon + timedelta(seconds=counts)


def test_a_pause_that_arrives_late_counts_from_when_it_was_made(
    cast: Any, ben: Client, sitting: Sitting, noon: datetime, clock: Any
) -> None:
    clock.on(minutes=9)
    for kind, minutes in (("pause", 3), ("go on", 5), ("pause", 8)):
        made = int((noon + timedelta(minutes=minutes)).timestamp() * 1000)
        assert send(ben, sitting, kind, made=made).status_code == 200
    held = [(one.began_at, one.ended_at) for one in Pause.objects.order_by("began_at")]
    minute = timedelta(minutes=1)
    assert held == [(noon + 3 * minute, noon + 5 * minute), (noon + 8 * minute, None)]
    services.close(sitting, by=cast.ben, at=noon + 9 * minute)
    assert queries.sittings_of([cast.ana])[cast.ana.pk][0].net_seconds == 6 * 60


def test_a_topic_that_is_set_aside_folds_until_she_unfolds_it(
    cast: Any, ben: Client, guide: Any, sitting: Sitting
) -> None:
    first, second = question(guide, 1), question(guide, 2)
    send(ben, sitting, "mark", question=first.pk, talked="discussed")
    folded = send(ben, sitting, "aside", theme=theme(guide).pk, answer="yes").json()["stands"]
    assert folded["asides"] == [str(theme(guide).pk)]
    assert folded["talked"] == {str(first.pk): "discussed", str(second.pk): "set_aside"}
    assert HOLDER.copy(cast.ana.pk)["questions"] == {"K01": "discussed", "K02": "set_aside"}
    page = ben.get(at("room", sitting.pk)).content.decode()
    assert page.count("data-topic-open hidden") == page.count("data-topic-aside hidden") == 1
    assert Entry.objects.filter(act__contains="aside").count() == 0
    assert send(ben, sitting, "aside", theme=theme(guide).pk, answer="no").json()["stands"]["asides"] == []
    assert queries.coverage_of(sitting.interview) == {first.pk: "discussed"}
    form = {"id": uuid4(), "kind": "aside", "theme": theme(guide, 2).pk, "answer": "yes"}
    assert ben.post(at("acts", sitting.pk), form)["Location"] == at("room", sitting.pk)
    assert Aside.objects.get().theme == theme(guide, 2)
    services.stop(sitting, by=cast.ben, at=sitting.opened_at)
    counts = queries.coverage_counts(guide)
    assert (counts[first.pk]["discussed"], counts[question(guide, 3).pk]) == (
        1, {"discussed": 0, "volunteered": 0, "set_aside": 1, "not_reached": 0}
    )  # fmt: skip


def a_note_that_was_taken_back_is_not_called_kept(ben: Client, sitting: Sitting) -> None:
    """It comes again from the page before, with its words or others; a script only says the same once more."""
    note, made = {"id": uuid4(), "kind": "note"}, int(timezone.now().timestamp() * 1000)
    ben.post(at("acts", sitting.pk), note | {"words": "the red door"})
    send(ben, sitting, "take back", moment=note["id"])
    for words in ("the red door", "the white door"):
        again = ben.post(at("acts", sitting.pk), note | {"words": words})
        assert (again.status_code, words in said(again), str(note["id"]) in again.content.decode()) == (
            409,
            True,
            False,
        )
    assert send(ben, sitting, "note", note["id"], words="the red door", made=made).status_code == 200


def test_a_note_with_a_name_is_not_kept_until_somebody_says_that_there_is_none(
    cast: Any, ben: Client, sitting: Sitting
) -> None:
    words = "Ana Peeters moved to Ghent"
    refused = send(ben, sitting, "note", words=words)
    assert (refused.status_code, Note.objects.count()) == (422, 0)
    assert [words[start:end] for start, end, _kind in refused.json()["refused"]["found"]] == ["Ana Peeters", "Ghent"]
    form = ben.post(at("acts", sitting.pk), {"id": uuid4(), "kind": "note", "words": words})
    assert (form.status_code, words in said(form), Note.objects.count()) == (422, True, 0)
    note = {"id": uuid4(), "kind": "note", "words": "the blue door"}
    assert [ben.post(at("acts", sitting.pk), note).status_code for _twice in range(2)] == [302, 302]
    other = ben.post(at("acts", sitting.pk), note | {"words": "the green door"})  # from the page before
    assert (other.status_code, "the green door" in said(other), str(note["id"]) in said(other)) == (409, True, False)
    again = send(ben, sitting, "note", note["id"], words="the green door")
    assert (again.status_code, "is not kept" in again.json()["refused"]["words"]) == (409, True)
    assert send(ben, sitting, "note", words=words, no_names="on").status_code == 200
    a_note_that_was_taken_back_is_not_called_kept(ben, sitting)
    assert sorted(str(one.words) for one in Note.objects.all()) == [words, "the blue door"]
    assert words.encode() not in b"".join(bytes(one.__dict__["words"]) for one in Note.objects.all())
    page = said(ben.get(at("notes", cast.ana.pk)))
    assert "Sitting 1, after 0:00 the blue door" in page
    assert acts("notes_opened") == 1
    assert at("notes", cast.ana.pk) in ben.get(at("interview", cast.ana.pk)).content.decode()
    withdraw(cast.ana, "W3", by_code=True, at=timezone.now())
    assert at("notes", cast.ana.pk) not in ben.get(at("interview", cast.ana.pk)).content.decode()
    gone = ben.get(at("notes", cast.ana.pk))
    assert (gone.status_code, "Everything of hers is deleted" in said(gone), "what was kept" in said(gone)) == (
        409, True, False
    )  # fmt: skip


def test_what_is_kept_of_a_sitting_goes_with_everything_else(
    cast: Any, ben: Client, guide: Any, sitting: Sitting, noon: datetime
) -> None:
    send(ben, sitting, "moment", what="accuracy")
    send(ben, sitting, "note", words="the blue door")
    send(ben, sitting, "aside", theme=theme(guide).pk, answer="yes")
    send(ben, sitting, "help", answer="yes")
    copy = HOLDER.copy(cast.ana.pk)
    assert copy["moments"] == [{"sitting": 1, "second": 0, "what": "accuracy"}]
    assert copy["notes"] == [{"sitting": 1, "second": 0, "words": "the blue door"}]
    assert copy["help_called"] == [1]
    for what in HOLDER.effects(cast.ana.pk, "W3"):
        HOLDER.carry_out(cast.ana.pk, what, noon)
    assert [model.objects.count() for model in (Moment, Note, Aside, HelpCalled)] == [0, 0, 0, 0]


def test_what_was_kept_before_the_end_is_not_refused_when_it_comes_again_after_it(
    cast: Any, ben: Client, guide: Any, sitting: Sitting, noon: datetime
) -> None:
    """Its acknowledgement was lost, and another screen has closed the sitting meanwhile."""
    again: list[tuple[str, dict[str, Any]]] = [
        ("note", {"pk": uuid4(), "words": "the blue door"}), ("moment", {"pk": uuid4(), "what": "silence"}),
        ("mark", {"pk": uuid4(), "question": question(guide).pk, "talked": "discussed"}),
        ("aside", {"pk": uuid4(), "theme": theme(guide, 2).pk, "answer": "yes"}),
    ]  # fmt: skip
    assert [send(ben, sitting, kind, **fields).status_code for kind, fields in again] == [200] * 4
    services.close(sitting, by=cast.ben, at=noon)
    assert [send(ben, sitting, kind, **fields).status_code for kind, fields in again] == [200] * 4
    assert (Note.objects.count(), Moment.objects.count(), Coverage.objects.count()) == (1, 1, 1)
    assert send(ben, sitting, "mark", question=question(guide).pk, talked="volunteered").status_code == 409


def test_a_yes_to_sound_that_arrives_after_midnight_counts_on_the_day_on_which_she_said_it(
    cast: Any, sitting: Sitting, noon: datetime
) -> None:
    late, when = noon + timedelta(hours=13), noon + timedelta(minutes=1)
    for kind in ("recording", "help"):
        services.do(sitting, services.Act(uuid4(), kind, {"answer": "yes"}, when), by=cast.ben, at=late)
    (permission,) = sound_permitted({cast.ana: [(noon, None)]}, late)[cast.ana.pk]
    assert permission is not None
    assert (permission.at, HelpCalled.objects.get().at) == (when, when)


def test_words_in_coded_fields_are_refused_and_nothing_is_kept(ben: Client, guide: Any, sitting: Sitting) -> None:
    first = question(guide).pk
    bad: list[tuple[str, dict[str, Any]]] = [
        ("mark", {"question": first, "talked": "she cried"}), ("mark", {"question": "x", "talked": "discussed"}),
        ("mark", {"question": uuid4(), "talked": "discussed"}), ("aside", {"theme": uuid4(), "answer": "yes"}),
        ("aside", {"theme": first, "answer": "because"}), ("moment", {"what": "she cried"}), ("note", {"words": " "}),
        ("note", {"words": "x" * 2001}), ("recording", {"answer": "maybe"}), ("shout", {}), ("pause", {"made": "ten"}),
        ("pause", {"made": 10**30}), ("pause", {"pk": "no id"}),
    ]  # fmt: skip
    for kind, fields in bad:
        answer = send(ben, sitting, kind, **fields)
        assert (answer.status_code, list(answer.json())) == (422, ["refused"]), (kind, fields)
    for body in (b"null", b"[]", b"{", b'{"sealed": {}}', b'{"sealed": "x"}', b"\xff"):
        answer = ben.post(at("acts", sitting.pk), body, content_type="application/json")
        assert (answer.status_code, list(answer.json())) == (422, ["refused"]), body
    assert [model.objects.count() for model in (Coverage, Aside, Moment, Note, Pause, Heard)] == [0] * 6
    assert ben.get(at("acts", sitting.pk)).url == at("room", sitting.pk)


def test_a_sealed_letter_is_opened_for_this_sitting_only(ben: Client, guide: Any, sitting: Sitting) -> None:
    timeline, first = Timeline.objects.get(), question(guide)
    act = {"id": str(uuid4()), "kind": "mark", "question": str(first.pk), "talked": "discussed"}
    for about, status in ((timeline.pk, 422), (sitting.pk, 200), (sitting.pk, 200)):
        said = json.dumps({"sealed": letter(timeline, act, about)})
        answer = ben.post(at("acts", sitting.pk), said, content_type="application/json")
        assert answer.status_code == status
    assert (queries.coverage_of(sitting.interview), Heard.objects.count()) == ({first.pk: "discussed"}, 1)


@pytest.mark.parametrize("kind", ["moment", "pause", "note", "aside"])
def test_after_its_end_and_after_a_withdrawal_nothing_is_taken_any_more(
    cast: Any, ben: Client, guide: Any, sitting: Sitting, noon: datetime, kind: str
) -> None:
    fields = {"what": "silence", "words": "the door", "theme": theme(guide).pk, "answer": "yes"}
    services.close(sitting, by=cast.ben, at=noon)
    assert send(ben, sitting, kind, **fields).json()["refused"]["words"] == "This sitting is not open."
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    assert send(ben, sitting, kind, **fields).status_code == 409
    assert [model.objects.count() for model in (Aside, Moment, Note, Pause, Heard)] == [0] * 5
