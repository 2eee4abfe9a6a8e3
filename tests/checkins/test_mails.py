"""Each mail once or visibly owed: the mail server down, saying no or hanging up, a worker killed, a clock moved."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email import message_from_string
from typing import Any

import pytest
from django.db import connection, connections

from checkins import notices, queries, rules, services
from checkins.models import Attention, Attunement, Kind, Notice, State
from studies.models import Membership
from tests.checkins.runs import MINUTE, second_therapist, send_due, states, told
from tests.consent.acts import agree, publish
from tests.services.mail import MailServer


@pytest.fixture
def post(settings: Any) -> Iterator[MailServer]:
    """A mail server that the installation names."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILS, settings.DEFAULT_FROM_EMAIL = True, "attune@example.org"
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


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


def test_who_was_told_is_said_of_a_mail_that_went_with_its_hour(
    cast: Any, tom: Any, post: MailServer, gives: Any, noon: datetime, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail server takes nothing until the next morning."""
    feedback, morning = gives(Attention.NOW, noon), noon + timedelta(hours=20)
    post.refuses = True
    send_due(noon + 15 * MINUTE)
    assert [each.at for each in queries.told_of(feedback)] == [None]
    post.refuses = False
    send_due(morning)
    assert [(each.due, each.at, each.delayed, each.again) for each in queries.told_of(feedback)] == [
        (noon + minutes * MINUTE, morning, True, None) for minutes in (15, 30, 45, 60)
    ]
    monkeypatch.setattr("django.utils.timezone.now", lambda: morning)
    page = signed_in(cast.thea).get(f"/check-ins/feedback/{feedback.pk}/").content.decode()
    assert page.count("A mail went to who is on call on 10 June, 08:00.") == 1
    assert page.count("It should have gone on 9 June, 12:15: until then no mail could be sent.") == 1
    assert ("no mail has gone" in page, page.count("9 June, 12:00"), page.count("tel:0000000")) == (False, 1, 1)


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


@pytest.mark.parametrize("last_words", [b"421 too many\r\n", b""])
@pytest.mark.parametrize("verb", ["NOOP", "MAIL FROM", "RCPT TO", "DATA"])
def test_a_mail_server_that_goes_before_the_words_of_a_mail_loses_none(
    post: MailServer, tom: Any, asked: Attunement, noon: datetime, verb: str, last_words: bytes
) -> None:
    post.leaves_at, post.last_words = verb, last_words
    send_due(noon)
    assert (states(), post.taken) == ([(Kind.ASKED, State.WAITING)] * 2, [])
    post.leaves_at = ""
    send_due(noon + 2 * MINUTE)
    assert states() == [(Kind.ASKED, State.SENT)] * 2
    assert sorted(to for to, _whole in post.taken) == ["thea@example.org", "tom@example.org"]


def test_a_worker_that_is_killed_leaves_a_notice_that_says_so_and_none_sends_it_again(
    committed_cast: Any, post: MailServer, noon: datetime
) -> None:
    agree(committed_cast.ana, by=committed_cast.ben, at=noon)
    services.ask(committed_cast.ana, for_day=noon.date(), by=committed_cast.ben, at=noon)
    connections.close_all()
    worker = os.fork()
    post.taking = lambda: os.kill(worker, signal.SIGKILL)  # it has the mail, and nobody hears that it has
    if worker == 0:
        with suppress(BaseException):
            send_due(noon)
        os._exit(1)
    _pid, status = os.waitpid(worker, 0)
    assert (os.WIFSIGNALED(status), states()) == (True, [(Kind.ASKED, State.SENDING)])
    for minutes, state in ((9, State.SENDING), (11, State.NOT_SENT)):
        send_due(noon + minutes * MINUTE)
        assert (states(), len(post.taken)) == ([(Kind.ASKED, state)], 1)
    assert queries.unsent(noon) == 1


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


def test_a_new_text_that_she_has_not_agreed_to_silences_nobody(
    cast: Any, tom: Any, post: MailServer, gives: Any, noon: datetime
) -> None:
    """The therapist's page goes on showing it, so what was promised for it goes on too."""
    gives(Attention.NOW, noon)
    publish(cast.study, by=cast.lena, at=noon + MINUTE, change="re_consent")
    assert told(noon + 15 * MINUTE) == {(Kind.ON_CALL, "Tom")}
    assert states() == [(Kind.GIVEN, State.SENT)] * 2 + [(Kind.ON_CALL, State.SENT)]


def test_whose_account_is_closed_is_nobody_on_call_and_gets_no_mail(
    cast: Any, tom: Any, post: MailServer, gives: Any, noon: datetime
) -> None:
    type(tom).objects.filter(pk=tom.pk).update(is_active=False)
    gives(Attention.NOW, noon)
    assert told(noon + 15 * MINUTE) == {(Kind.ON_CALL, "Thea")}
    assert {to for to, _whole in post.taken} == {"thea@example.org"}


def test_who_answered_in_time_or_has_left_is_told_nothing_more(
    cast: Any, tom: Any, post: MailServer, asked: Attunement, noon: datetime, attuned: dict[str, int]
) -> None:
    Membership.objects.filter(person=tom).update(delegated_until=noon.date() - timedelta(days=1))
    services.answer(asked, by=cast.thea, at=noon, **attuned)
    send_due(noon)
    assert (states(), post.taken) == ([(Kind.ASKED, State.NOT_NEEDED)] * 2, [])


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
