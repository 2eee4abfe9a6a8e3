"""Custody and transcripts by the services: what is kept, what is refused, what the register says."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.access import Denied
from accounts.services import invite
from consent.services import change_item, withdraw
from consent.services.acts import NotInForce
from studies.models import Part
from tests.transcripts.holding import RAW, STORED, acts, decided, hold
from transcripts import services
from transcripts.models import Redaction, State, Transcript
from transcripts.rules import Decision, DoesNotFit, StillNamed, Undecided


@pytest.fixture
def brought(cast: Any, sitting: Any, noon: datetime) -> Any:
    return services.bring_in(
        cast.ana, raw=RAW, language="en", decisions=decided(), reader=cast.rita, by=cast.ben, at=noon
    )


def test_what_is_stored_is_the_text_with_its_words_in_brackets(brought: Any) -> None:
    assert brought.body == STORED
    found = [(brought.body[each.start : each.end], each.label) for each in brought.redactions.order_by("start")]
    assert found == [("[person]", "PER"), ("[person]", "PER"), ("[place]", "LOC"), ("[person]", "PER")]
    assert (brought.version, brought.state, acts()) == (1, "candidate", ["transcripts.brought_in"])


def test_a_suggestion_without_a_decision_is_refused(cast: Any, sitting: Any, noon: datetime) -> None:
    with pytest.raises(Undecided) as refused:
        services.bring_in(
            cast.ana, raw=RAW, language="en", decisions=decided()[:-1], reader=cast.rita, by=cast.ben, at=noon
        )
    assert (refused.value.left, Transcript.objects.count(), acts()) == (1, 0, [])


def test_a_name_that_is_typed_as_known_has_to_be_decided_too(cast: Any, sitting: Any, noon: datetime) -> None:
    with pytest.raises(Undecided):
        services.bring_in(
            cast.ana, raw=RAW, language="en", decisions=decided(), reader=cast.rita, by=cast.ben, at=noon,
            known=["name"],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("extra", "refusal"),
    [
        (Decision(0, 4000, "PER", "person"), DoesNotFit),
        (Decision(10, 10, "PER", "person"), DoesNotFit),
        (Decision(9, 12, "PER", "person"), DoesNotFit),  # overlaps the first name
        (Decision(3, 8, "NAME", "person"), DoesNotFit),
        (Decision(3, 8, "PER", "[a] [b]"), DoesNotFit),
        (Decision(3, 8, "PER", "two\nlines"), DoesNotFit),
        (Decision(3, 8, "PER", " "), DoesNotFit),
        (Decision(3, 8, "PER", "hello there"), StillNamed),
        (Decision(3, 8, "PER", "Piet"), StillNamed),  # somebody else
    ],
)
def test_decisions_that_do_not_fit_are_refused(
    cast: Any, sitting: Any, noon: datetime, extra: Decision, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        services.bring_in(
            cast.ana, raw=RAW, language="en", decisions=[*decided(), extra], reader=cast.rita, by=cast.ben, at=noon
        )
    assert Transcript.objects.count() == 0


def test_a_word_may_stay_as_it_is(cast: Any, sitting: Any, noon: datetime) -> None:
    stays = [Decision(each.start, each.end, each.label, None) for each in decided()]
    kept = services.bring_in(cast.ana, raw=RAW, language="en", decisions=stays, reader=cast.rita, by=cast.ben, at=noon)
    assert (kept.body, kept.redactions.count()) == (RAW, 0)


def test_brought_in_twice_is_one_version(cast: Any, brought: Any, noon: datetime) -> None:
    again = services.bring_in(
        cast.ana, raw=RAW, language="en", decisions=decided(), reader=cast.rita, by=cast.ben, at=noon
    )
    assert (again.pk, Transcript.objects.count(), acts()) == (brought.pk, 1, ["transcripts.brought_in"])


def test_another_text_waits_until_the_first_is_read(cast: Any, brought: Any, noon: datetime) -> None:
    with pytest.raises(services.Waiting):
        services.bring_in(cast.ana, raw="R: hm.", language="en", decisions=[], reader=cast.rita, by=cast.ben, at=noon)


@pytest.mark.parametrize("reader", ["ben", "bea", "lena", "tess"])
def test_the_second_reader_is_another_person_who_reads_for_the_study(
    cast: Any, sitting: Any, noon: datetime, reader: str
) -> None:
    with pytest.raises(services.NotAReader):
        services.bring_in(
            cast.ana, raw=RAW, language="en", decisions=decided(), reader=getattr(cast, reader), by=cast.ben, at=noon
        )


def test_nobody_reads_their_own_text_as_second_reader(cast: Any, sitting: Any, noon: datetime) -> None:
    from studies.services import add_member

    add_member(cast.study, cast.ben, Part.READER, code="R9", delegated_from=date(2026, 1, 5),
               trained_on=date(2026, 1, 5), by=cast.lena.pk, at=noon)  # fmt: skip
    invite(cast.rita, by=cast.ben.pk, at=noon)  # nor has it read by an account that they made themselves
    for reader in (cast.ben, cast.rita):
        with pytest.raises(services.NotAReader):
            services.bring_in(
                cast.ana, raw=RAW, language="en", decisions=decided(), reader=reader, by=cast.ben, at=noon
            )


def bring_again(cast: Any, noon: datetime) -> Transcript:
    return services.bring_in(
        cast.ana, raw=RAW, language="en", decisions=decided(), reader=cast.rita, by=cast.ben, at=noon
    )


@pytest.mark.parametrize("level", ["W1", "W2"])
def test_what_was_brought_in_before_she_stopped_is_still_signed(
    cast: Any, brought: Any, noon: datetime, level: str
) -> None:
    withdraw(cast.ana, level, by_code=True, at=noon)
    services.sign(brought, by=cast.rita, at=noon)
    assert (brought.state, services.open_text(brought, by=cast.lena, at=noon)) == (State.STORED, STORED)


@pytest.mark.parametrize("level", ["W1", "W2"])
def test_a_text_that_came_back_is_brought_in_anew_after_she_stopped(
    cast: Any, brought: Any, noon: datetime, level: str
) -> None:
    withdraw(cast.ana, level, by_code=True, at=noon)
    services.send_back(brought, why="identifies", by=cast.rita, at=noon)
    assert bring_again(cast, noon).version == 2


def test_after_w1_a_talk_that_took_place_is_still_typed_out_and_brought_in(
    cast: Any, recording: Any, noon: datetime
) -> None:
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    later = noon + timedelta(days=3)
    services.mark_transcribed(recording, transcriber=cast.ben, on=date(2026, 6, 11), by=cast.ben, at=later)
    assert bring_again(cast, later).state == State.CANDIDATE


def test_after_w2_what_was_not_typed_out_stays_so(cast: Any, recording: Any, noon: datetime) -> None:
    withdraw(cast.ana, "W2", by_code=True, at=noon)
    later = noon + timedelta(days=3)
    with pytest.raises(services.NotAllowed) as refused:
        bring_again(cast, later)
    assert refused.value.words == (
        "She asked that her recording is deleted. It is not typed out any more, so no text can be brought in."
    )
    with pytest.raises(services.NotThatDay):
        services.mark_transcribed(recording, transcriber=cast.ben, on=date(2026, 6, 10), by=cast.ben, at=later)
    services.mark_transcribed(recording, transcriber=cast.ben, on=date(2026, 6, 9), by=cast.ben, at=later)
    assert bring_again(cast, later).state == State.CANDIDATE  # it was typed out by the day she stopped


def test_after_w2_a_talk_without_sound_is_still_brought_in(cast: Any, agreed: None, noon: datetime) -> None:
    hold(cast, cast.ana, noon, sound=False)
    withdraw(cast.ana, "W2", by_code=True, at=noon)
    assert bring_again(cast, noon).state == State.CANDIDATE


def test_nothing_is_brought_in_of_a_talk_that_never_took_place(cast: Any, sitting: Any, noon: datetime) -> None:
    withdraw(cast.ana, "W1", by_code=True, at=noon - timedelta(minutes=1))
    with pytest.raises(services.NotAllowed):
        bring_again(cast, noon)


def test_a_no_to_typing_out_holds_also_after_she_stopped(cast: Any, brought: Any, noon: datetime) -> None:
    change_item(cast.ana, "C04", yes=False, at=noon)
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    with pytest.raises(NotInForce):
        services.sign(brought, by=cast.rita, at=noon)


def test_after_w3_nothing_is_brought_in_or_signed(cast: Any, brought: Any, noon: datetime) -> None:
    withdraw(cast.ana, "W3", by_code=True, at=noon)
    with pytest.raises(NotInForce) as refused:
        services.sign(brought, by=cast.rita, at=noon)
    assert refused.value.words == "Everything of hers is deleted. Nothing of hers is used any more."
    Transcript.objects.all().delete()
    with pytest.raises(NotInForce):
        bring_again(cast, noon)
    assert acts() == ["transcripts.brought_in"]


def test_the_reader_signs_once_and_further_words_are_replaced_with_it(cast: Any, brought: Any, noon: datetime) -> None:
    start = brought.body.index("name")
    further = [Decision(start, start + 4, "OTHER", "detail")]
    with pytest.raises(StillNamed):
        services.sign(brought, decisions=[Decision(start, start + 4, "OTHER", "Piet")], by=cast.rita, at=noon)
    for _twice in range(2):
        services.sign(brought, decisions=further, by=cast.rita, at=noon)
    assert brought.body == "I: Hello [person].\nR: [person] is my [detail], and I live in [place]. 🌼 [person]."
    found = [(brought.body[each.start : each.end], each.label) for each in brought.redactions.order_by("start")]
    assert found == [
        ("[person]", "PER"), ("[person]", "PER"), ("[detail]", "OTHER"), ("[place]", "LOC"), ("[person]", "PER")
    ]  # fmt: skip
    assert (brought.state, brought.read_at) == (State.STORED, noon)
    assert acts() == ["transcripts.brought_in", "transcripts.signed"]


def test_a_mark_around_a_word_in_brackets_takes_its_place(cast: Any, brought: Any, noon: datetime) -> None:
    start = brought.body.index("live in [place]")
    services.sign(brought, decisions=[Decision(start, start + 15, "OTHER", "detail")], by=cast.rita, at=noon)
    assert brought.body == "I: Hello [person].\nR: [person] is my name, and I [detail]. 🌼 [person]."
    assert brought.redactions.count() == 4


def test_a_mark_through_a_word_in_brackets_is_refused(cast: Any, brought: Any, noon: datetime) -> None:
    start = brought.body.index("live in [place]")
    with pytest.raises(DoesNotFit):
        services.sign(brought, decisions=[Decision(start, start + 11, "OTHER", "detail")], by=cast.rita, at=noon)
    assert Transcript.objects.get().state == State.CANDIDATE


@pytest.mark.parametrize("who", ["ben", "bea", "lena", "cleo"])
def test_only_the_named_reader_signs_or_sends_back(cast: Any, brought: Any, noon: datetime, who: str) -> None:
    with pytest.raises(Denied):
        services.sign(brought, by=getattr(cast, who), at=noon)
    with pytest.raises(Denied):
        services.send_back(brought, why="wrong_text", by=getattr(cast, who), at=noon)


def test_what_is_sent_back_loses_its_words_and_a_new_version_can_come(cast: Any, brought: Any, noon: datetime) -> None:
    for _twice in range(2):
        services.send_back(brought, why="identifies", by=cast.rita, at=noon)
    assert (brought.state, brought.why, brought.body, Redaction.objects.count()) == ("returned", "identifies", "", 0)
    with pytest.raises(services.AlreadyDone):
        services.sign(brought, by=cast.rita, at=noon)
    again = services.bring_in(
        cast.ana, raw=RAW, language="en", decisions=decided(), reader=cast.rita, by=cast.ben, at=noon
    )
    assert again.version == 2
    assert acts() == ["transcripts.brought_in", "transcripts.sent_back", "transcripts.brought_in"]


def test_what_is_signed_is_not_sent_back_any_more(cast: Any, brought: Any, noon: datetime) -> None:
    services.sign(brought, by=cast.rita, at=noon)
    with pytest.raises(services.AlreadyDone):
        services.send_back(brought, why="identifies", by=cast.rita, at=noon)


def test_opening_is_written_once_in_a_quarter_of_an_hour(cast: Any, brought: Any, noon: datetime) -> None:
    for minutes in (0, 14, 16):
        services.open_text(brought, by=cast.rita, at=noon + timedelta(minutes=minutes))
    assert acts() == ["transcripts.brought_in", "transcripts.opened", "transcripts.opened"]


def test_after_she_asked_to_delete_everything_no_text_opens(cast: Any, brought: Any, noon: datetime) -> None:
    services.sign(brought, by=cast.rita, at=noon)
    withdraw(cast.ana, "W3", by_code=True, at=noon)
    with pytest.raises(services.Closed):
        services.open_text(brought, by=cast.lena, at=noon)
