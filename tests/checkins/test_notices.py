"""Each notice once or visibly owed: the mail server down, saying no or hanging up, a worker killed, a clock moved."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email import message_from_string
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.services import add_person
from checkins import notices, queries, rules, services
from checkins.models import Attention, Attunement, Feedback, Kind, Notice, State
from consent.services import withdraw
from ledger.models import Entry
from studies.models import Membership, Part
from studies.services import add_member
from tests.checkins.runs import send_due
from tests.consent.acts import agree, publish
from tests.services.mail import MailServer

ZONE = ZoneInfo("Europe/Brussels")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def post(settings: Any) -> Iterator[MailServer]:
    """A mail server that the installation names."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILS, settings.DEFAULT_FROM_EMAIL = True, "attune@example.org"
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def tom(cast: Any) -> Any:
    """A second therapist of Thea's centre, who reads Dutch and is on call."""
    return second_therapist(cast)


def second_therapist(cast: Any) -> Any:
    tom = add_person(email="tom@example.org", name="Tom", at=cast.at)
    type(tom).objects.filter(pk=tom.pk).update(language="nl")
    since = date(2026, 1, 5)
    member = add_member(cast.study, tom, Part.THERAPIST, delegated_from=since, trained_on=since, centre=cast.centre,
                        by=cast.lena.pk, at=cast.at)  # fmt: skip
    Membership.objects.filter(pk=member.pk).update(on_call=True)
    return tom


@pytest.fixture
def asked(cast: Any, agreed: None, noon: datetime) -> Attunement:
    return services.ask(cast.ana, for_day=noon.date(), by=cast.ben, at=noon)


@pytest.fixture
def gives(cast: Any, agreed: None, felt: dict[str, Any]) -> Any:
    """Gives a feedback that asks for `attention` at an instant."""

    def give(attention: Attention, at: datetime) -> Feedback:
        return services.give(cast.ana, by=cast.ben, at=at, **felt | {"her_wish": 4, "attention": attention})

    return give


def states() -> list[tuple[Kind, State]]:
    return sorted((Kind(kind), State(state)) for kind, state in Notice.objects.values_list("kind", "state"))


def test_a_mail_says_one_sentence_in_the_language_of_its_reader_and_nothing_else(
    cast: Any, tom: Any, post: MailServer, asked: Attunement, gives: Any, noon: datetime
) -> None:
    gives(Attention.NOW, noon)
    for later in range(3):
        send_due(noon + later * MINUTE)
    assert Counter(to for to, _whole in post.taken) == {"thea@example.org": 2, "tom@example.org": 2}
    said = [(to, message_from_string(whole)) for to, whole in post.taken]
    words = {(to, each["Subject"], str(each.get_payload()).strip()) for to, each in said}
    assert words == {
        ("thea@example.org", "Attune", "There is a message for you in Attune."),
        ("tom@example.org", "Attune", "Er is een bericht voor je in Attune."),
    }
    names = {name for _to, each in said for name in each}
    assert names == {"Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date",
                     "Message-ID", "Auto-Submitted"}  # fmt: skip
    known = [cast.ana.code, str(cast.ana.pk), cast.study.title, cast.centre.name, str(asked.pk)]
    assert [word for word in known for _to, whole in post.taken if word in whole] == []


def test_without_a_mail_server_nothing_pretends_to_have_been_sent(asked: Attunement, noon: datetime) -> None:
    send_due(noon)
    assert states() == [(Kind.ASKED, State.SHOWN)]


def test_while_the_mail_server_is_down_everything_waits_in_sight_and_then_goes_once(
    settings: Any, post: MailServer, tom: Any, asked: Attunement, noon: datetime
) -> None:
    here, settings.EMAIL_PORT = settings.EMAIL_PORT, 1  # nobody listens there
    for minutes in (0, 1, 3, 61):
        send_due(noon + minutes * MINUTE)
    assert states() == [(Kind.ASKED, State.WAITING)] * 2
    assert (set(Notice.objects.values_list("tries", flat=True)), queries.unsent(noon + 61 * MINUTE)) == ({4}, 2)
    settings.EMAIL_PORT = here
    for minutes in (62, 70, 71, 200):
        send_due(noon + minutes * MINUTE)
    assert sorted(to for to, _whole in post.taken) == ["thea@example.org", "tom@example.org"]
    assert (states(), queries.unsent(noon + 200 * MINUTE)) == ([(Kind.ASKED, State.SENT)] * 2, 0)


def test_what_the_mail_server_does_not_take_is_tried_twelve_times_and_stays_in_sight(
    post: MailServer, asked: Attunement, noon: datetime
) -> None:
    post.refuses, at = True, noon
    for tries in range(rules.TRIES):
        assert Notice.objects.get().tries == tries
        send_due(at)
        at = Notice.objects.get().next_try_at
    assert (states(), queries.unsent(at), post.taken) == ([(Kind.ASKED, State.NOT_SENT)], 1, [])


def test_a_line_that_breaks_after_the_mail_is_never_used_to_send_it_twice(
    post: MailServer, tom: Any, asked: Attunement, noon: datetime
) -> None:
    post.hangs_up = True
    send_due(noon)
    assert states() == [(Kind.ASKED, State.WAITING), (Kind.ASKED, State.NOT_SENT)]
    post.hangs_up = False
    for minutes in (1, 2, 90):
        send_due(noon + minutes * MINUTE)
    assert sorted(to for to, _whole in post.taken) == ["thea@example.org", "tom@example.org"]
    assert (states(), queries.unsent(noon)) == ([(Kind.ASKED, State.SENT), (Kind.ASKED, State.NOT_SENT)], 1)


@pytest.mark.parametrize("verb", ["NOOP", "MAIL FROM", "RCPT TO", "DATA"])
def test_a_mail_server_that_has_no_time_now_loses_no_mail(
    post: MailServer, tom: Any, asked: Attunement, noon: datetime, verb: str
) -> None:
    post.leaves_at = verb
    send_due(noon)
    assert (states(), post.taken) == ([(Kind.ASKED, State.WAITING)] * 2, [])
    post.leaves_at = ""
    send_due(noon + 2 * MINUTE)
    assert states() == [(Kind.ASKED, State.SENT)] * 2
    assert sorted(to for to, _whole in post.taken) == ["thea@example.org", "tom@example.org"]


class Killed(BaseException):
    """A worker that is stopped in the middle."""


def test_a_worker_that_is_killed_between_two_lines_leaves_a_notice_that_says_so(
    post: MailServer, asked: Attunement, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("checkins.mailing.Post.send", killed)
        with pytest.raises(Killed):
            send_due(noon)
    assert states() == [(Kind.ASKED, State.SENDING)]
    send_due(noon + 9 * MINUTE)
    assert states() == [(Kind.ASKED, State.SENDING)]
    send_due(noon + 11 * MINUTE)
    assert (states(), post.taken, queries.unsent(noon)) == ([(Kind.ASKED, State.NOT_SENT)], [], 1)


def test_a_clock_that_goes_back_holds_nothing_up_and_sends_nothing_twice(
    settings: Any, post: MailServer, asked: Attunement, noon: datetime
) -> None:
    send_due(noon)
    send_due(noon - timedelta(days=1))
    Notice.objects.update(state=State.WAITING, tries=1, next_try_at=noon + timedelta(days=9))  # set by a wrong clock
    send_due(noon + MINUTE)
    send_due(noon)
    assert ([to for to, _whole in post.taken], states()) == (["thea@example.org"] * 2, [(Kind.ASKED, State.SENT)])


def test_a_task_that_is_delivered_twice_at_once_sends_each_mail_once(
    committed_cast: Any, post: MailServer, noon: datetime, felt: dict[str, Any]
) -> None:
    second_therapist(committed_cast)
    agree(committed_cast.ana, by=committed_cast.ben, at=noon)
    codes = felt | {"her_wish": 4, "attention": Attention.NOW}
    services.give(committed_cast.ana, by=committed_cast.ben, at=noon, **codes)
    both = threading.Barrier(2, timeout=20)

    def run() -> None:
        both.wait()
        try:
            send_due(noon + 15 * MINUTE)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _twice in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    send_due(noon + 16 * MINUTE)
    assert Counter(to for to, _whole in post.taken) == {"thea@example.org": 1, "tom@example.org": 2}
    assert Notice.objects.filter(kind=Kind.ON_CALL).count() == 1


def test_who_has_not_answered_is_asked_once_more_at_the_study_s_hour(
    cast: Any, agreed: None, noon: datetime, attuned: dict[str, int]
) -> None:
    tomorrow = noon.date() + timedelta(days=1)
    services.ask(cast.ana, for_day=tomorrow, by=cast.ben, at=noon)
    eight = rules.hour_of(tomorrow, 8, "Europe/Brussels")
    for at in (noon, eight - MINUTE):
        send_due(at)
    assert states() == [(Kind.ASKED, State.SHOWN)]
    for at in (eight, eight + MINUTE, eight + timedelta(hours=3)):
        send_due(at)
    assert states() == [(Kind.ASKED, State.SHOWN), (Kind.REMINDER, State.SHOWN)]


def test_who_answered_in_time_or_has_left_is_told_nothing_more(
    cast: Any, tom: Any, post: MailServer, asked: Attunement, noon: datetime, attuned: dict[str, int]
) -> None:
    Membership.objects.filter(person=tom).update(delegated_until=noon.date() - timedelta(days=1))
    services.answer(asked, by=cast.thea, at=noon, **attuned)
    send_due(noon)
    assert (states(), post.taken) == ([(Kind.ASKED, State.NOT_NEEDED)] * 2, [])


def told(at: datetime) -> set[tuple[Kind, str]]:
    send_due(at)
    return {(Kind(kind), name) for kind, name in Notice.objects.values_list("kind", "to__name") if kind != Kind.GIVEN}


def test_a_night_in_which_nobody_answers_now(cast: Any, tom: Any, gives: Any, noon: datetime) -> None:
    Membership.objects.filter(person=cast.thea).update(back_up=True)
    evening = noon.replace(hour=20, minute=3)  # 22:03 on the study's clock; at once, not on a quarter
    feedback = gives(Attention.NOW, evening)
    assert told(evening + 14 * MINUTE) == set()
    assert told(evening + 15 * MINUTE) == {(Kind.ON_CALL, "Tom")}
    next_day = rules.hour_of(date(2026, 6, 10), 16, "Europe/Brussels")
    assert told(next_day - MINUTE) == {(Kind.ON_CALL, "Tom")}
    assert told(next_day) == told(next_day + timedelta(days=3)) == {(Kind.ON_CALL, "Tom"), (Kind.BACK_UP, "Thea")}
    acts = Entry.objects.filter(target=feedback.pk).values_list("act", flat=True)
    assert list(acts) == ["checkins.feedback_given"]  # the register tells nobody what was asked for
    assert [each.who for each in queries.told_of(feedback)] == ["who is on call", "the back-up"]


def test_a_new_text_that_she_has_not_agreed_to_silences_nobody(
    cast: Any, tom: Any, post: MailServer, gives: Any, noon: datetime
) -> None:
    """The therapist's page goes on showing it, so what was promised for it goes on too."""
    gives(Attention.NOW, noon)
    publish(cast.study, by=cast.lena, at=noon + MINUTE, change="re_consent")
    assert told(noon + 15 * MINUTE) == {(Kind.ON_CALL, "Tom")}
    assert states() == [(Kind.GIVEN, State.SENT)] * 2 + [(Kind.ON_CALL, State.SENT)]


def test_who_is_to_be_asked_anew_is_no_reason_for_a_reminder_until_she_has_agreed(
    cast: Any, asked: Attunement, noon: datetime
) -> None:
    Attunement.objects.update(asked_at=noon - timedelta(hours=7))
    publish(cast.study, by=cast.lena, at=noon, change="re_consent")
    assert told(noon + MINUTE) == {(Kind.ASKED, "Thea")}
    agree(cast.ana, by=cast.ben, at=noon + 40 * MINUTE)
    assert told(noon + 40 * MINUTE) == {(Kind.ASKED, "Thea"), (Kind.REMINDER, "Thea")}


def test_a_reminder_that_fails_holds_up_no_escalation(
    cast: Any, asked: Attunement, gives: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when an attunement is taken back between two looks at it."""
    Attunement.objects.update(asked_at=noon - timedelta(hours=7))
    gives(Attention.NOW, noon)
    tell = notices.tell

    def fails(row: Any, *rest: Any, **more: Any) -> int:
        if isinstance(row, Attunement):
            raise RuntimeError
        return tell(row, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(notices, "tell", fails)
        assert told(noon + 15 * MINUTE) == {(Kind.ASKED, "Thea"), (Kind.ON_CALL, "Thea")}
    assert told(noon + 16 * MINUTE) == {(Kind.ASKED, "Thea"), (Kind.ON_CALL, "Thea"), (Kind.REMINDER, "Thea")}


def test_whose_account_is_closed_is_nobody_on_call_and_gets_no_mail(
    cast: Any, tom: Any, post: MailServer, gives: Any, noon: datetime
) -> None:
    type(tom).objects.filter(pk=tom.pk).update(is_active=False)
    gives(Attention.NOW, noon)
    assert told(noon + 15 * MINUTE) == {(Kind.ON_CALL, "Thea")}
    assert {to for to, _whole in post.taken} == {"thea@example.org"}


@pytest.mark.parametrize(("next", "day"), [(1, date(2026, 6, 10)), (2, date(2026, 6, 17))])
def test_a_follow_up_without_an_outcome_goes_to_the_back_up_once(
    cast: Any, tom: Any, gives: Any, noon: datetime, next: int, day: date
) -> None:
    Membership.objects.filter(person=tom).update(back_up=True)
    feedback = gives(Attention.SAME_DAY, noon)
    services.acknowledge(feedback, by=cast.thea, next=next, at=noon)
    services.follow_up(feedback, by=cast.thea, done=3, at=noon)  # not reached
    due = rules.hour_of(day, 16, "Europe/Brussels")
    assert told(due - MINUTE) == set()
    assert told(due) == told(due + timedelta(days=9)) == {(Kind.OVERDUE, "Tom")}
    assert Entry.objects.filter(act__startswith="checkins.told").count() == 0
    assert [each.late for each in queries.told_of(feedback)] == [True]


def test_a_follow_up_with_an_outcome_goes_to_nobody(cast: Any, gives: Any, noon: datetime) -> None:
    feedback = gives(Attention.SAME_DAY, noon)
    services.acknowledge(feedback, by=cast.thea, next=1, at=noon)
    services.follow_up(feedback, by=cast.thea, done=2, at=noon)
    assert told(noon + timedelta(days=9)) == set()


def test_a_correction_that_asks_the_same_goes_on_from_the_first_one(cast: Any, gives: Any, noon: datetime) -> None:
    first = gives(Attention.NOW, noon)
    codes = {"experience": 4, "feelings": 0, "at_the_end": 1, "course": 1, "her_wish": 4, "attention": Attention.NOW}
    again = {"by": cast.ben, "at": noon + 14 * MINUTE, "corrects": first, "she_saw_it": True}
    second = services.give(cast.ana, **again, **codes)
    assert told(noon + 14 * MINUTE) == set()
    assert told(noon + 15 * MINUTE) == {(Kind.ON_CALL, "Thea")}
    assert set(Notice.objects.filter(kind=Kind.ON_CALL).values_list("feedback", flat=True)) == {second.pk}


def test_until_a_milder_correction_is_released_the_first_one_is_handed_on(
    cast: Any, gives: Any, noon: datetime, felt: dict[str, Any]
) -> None:
    first = gives(Attention.NOW, noon + 2 * MINUTE)
    services.give(cast.ana, by=cast.ben, at=noon + 16 * MINUTE, corrects=first, **felt)  # released at half past
    assert told(noon + 18 * MINUTE) == {(Kind.ON_CALL, "Thea")}


def test_where_nobody_can_be_told_nobody_is_asked_to_come_and_the_number_is_said(
    cast: Any, gives: Any, noon: datetime
) -> None:
    given = gives(Attention.NOW, noon)
    Membership.objects.filter(person=cast.thea).update(delegated_until=noon.date() - timedelta(days=1))
    for attention in (Attention.SAME_DAY, Attention.NOW):
        with pytest.raises(services.NobodyThere) as refused:
            gives(attention, noon)
        assert "000 00 00" in refused.value.words
    gives(Attention.KEEP_AN_EYE, noon)
    came = queries.came_of(given, noon)
    assert came is not None
    assert came.nobody is True
    assert [each.words for each in queries.unheard(cast.study, noon)] == [
        "The Lime Tree: nobody of the therapists there can be told anything"
    ]


def test_one_that_fails_holds_up_no_other(
    cast: Any, gives: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = gives(Attention.NOW, noon), gives(Attention.NOW, noon)
    tell = notices.tell

    def fails_once(row: Any, *rest: Any, **more: Any) -> int:
        if row == first:
            raise RuntimeError
        return tell(row, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(notices, "tell", fails_once)
        told(noon + 15 * MINUTE)
    assert list(Notice.objects.filter(kind=Kind.ON_CALL).values_list("feedback", flat=True)) == [second.pk]
    told(noon + 16 * MINUTE)
    assert Notice.objects.filter(kind=Kind.ON_CALL).count() == 2


def test_the_work_of_a_minute_does_not_grow_with_what_nobody_answers(cast: Any, gives: Any, noon: datetime) -> None:
    def queries_of(at: datetime) -> int:
        with CaptureQueriesContext(connection) as asked:
            send_due(at)
        assert [each for each in asked if each["sql"].startswith("INSERT")] == []
        return len(asked)

    later = noon + timedelta(days=2)
    gives(Attention.NOW, noon)
    told(later)
    one = queries_of(later)
    for _three in range(3):
        gives(Attention.NOW, noon)
    told(later)
    assert queries_of(later) == one
    for _three in range(3):  # not handed on yet when she stops
        gives(Attention.NOW, later)
    withdraw(cast.ana, "W1", by_code=True, at=later)
    send_due(later)
    assert queries_of(later + timedelta(days=1)) <= one


def test_each_mail_has_its_own_time_and_a_run_ends_in_time(
    post: MailServer, tom: Any, asked: Attunement, noon: datetime
) -> None:
    passed = iter(range(0, 1000, 15))  # seconds: every look at the clock comes later

    def clock() -> datetime:
        return noon + timedelta(seconds=next(passed))

    notices.send(clock)
    assert (Notice.objects.get(state=State.SENT).changed_at, len(post.taken)) == (noon + timedelta(seconds=45), 1)
    notices.send(clock)
    assert (states(), len(post.taken)) == ([(Kind.ASKED, State.SENT)] * 2, 2)


def test_what_no_worker_took_is_seen_to_be_late(asked: Attunement, noon: datetime) -> None:
    assert [queries.unsent(noon + timedelta(minutes=minutes)) for minutes in (59, 61)] == [0, 1]


def test_where_nobody_is_named_every_therapist_of_the_centre_is_told(cast: Any, gives: Any, noon: datetime) -> None:
    gives(Attention.NOW, noon)
    assert told(noon + 15 * MINUTE) == {(Kind.ON_CALL, "Thea")}


@pytest.mark.parametrize("ends", ["answer", "correction", "withdrawal"])
def test_what_was_answered_corrected_or_is_no_longer_shared_goes_no_further(
    cast: Any, gives: Any, noon: datetime, felt: dict[str, Any], ends: str
) -> None:
    feedback = gives(Attention.NOW, noon)
    if ends == "answer":
        services.acknowledge(feedback, by=cast.thea, next=5, at=noon + 5 * MINUTE)
    elif ends == "correction":
        services.give(cast.ana, by=cast.ben, at=noon + 5 * MINUTE, corrects=feedback, **felt)
    else:
        withdraw(cast.ana, "W1", by_code=True, at=noon + 5 * MINUTE)
    assert told(noon + timedelta(days=4)) == set()


def brussels(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZONE)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("attention", "released", "steps"),
    [
        (Attention.NONE, brussels(2026, 6, 9, 12), []),
        (Attention.KEEP_AN_EYE, brussels(2026, 6, 12, 12), [(Kind.BACK_UP, brussels(2026, 6, 15, 16))]),  # a Friday
        (Attention.KEEP_AN_EYE, brussels(2026, 6, 13, 12), [(Kind.BACK_UP, brussels(2026, 6, 15, 16))]),
        (Attention.SAME_DAY, brussels(2026, 6, 9, 12), [(Kind.BACK_UP, brussels(2026, 6, 9, 16))]),
        (Attention.SAME_DAY, brussels(2026, 6, 9, 15, 50), [(Kind.BACK_UP, brussels(2026, 6, 9, 16, 5))]),
        (Attention.SAME_DAY, brussels(2026, 6, 9, 18), [(Kind.BACK_UP, brussels(2026, 6, 9, 18, 15))]),
        (Attention.NOW, brussels(2026, 3, 28, 23), [  # summer time begins in this night
            (Kind.ON_CALL, brussels(2026, 3, 28, 23, 15)), (Kind.BACK_UP, brussels(2026, 3, 29, 16))]),
        (Attention.NOW, brussels(2026, 6, 9, 9), [
            (Kind.ON_CALL, brussels(2026, 6, 9, 9, 15)), (Kind.BACK_UP, brussels(2026, 6, 9, 16))]),
    ],
)  # fmt: skip
def test_who_is_told_next_and_when(attention: Attention, released: datetime, steps: list[Any]) -> None:
    assert rules.escalations(attention, released, 16, "Europe/Brussels") == steps
