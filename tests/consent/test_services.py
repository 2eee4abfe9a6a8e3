"""Verbs of consent, on the real register and the real keys."""

import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from accounts.access import Denied
from consent import queries, services
from consent.models import Act, WithdrawalCode
from ledger.models import Entry
from ledger.queries import first_fault
from studies.models import Membership
from studies.services import add_participant
from tests.consent.acts import HEARD, ITEMS, SPOKEN, agree, publish, speak, write
from vault import services as vault


def allowed(cast: Any, *items: str, at: Any = None) -> bool:
    """Say whether a write of Ana's is let through."""
    try:
        with transaction.atomic():
            services.require(cast.ana, *items, at=at or cast.at)
    except services.NotInForce:
        return False
    return True


def test_nothing_is_written_without_both_acts(cast: Any) -> None:
    publish(cast.study, by=cast.lena, at=cast.at)
    assert not allowed(cast)
    with pytest.raises(services.NotToBeAsked):
        write(cast.ana, by=cast.ben, at=cast.at)
    speak(cast.ana, by=cast.ben, at=cast.at)
    assert not allowed(cast)
    write(cast.ana, by=cast.ben, at=cast.at)
    assert allowed(cast, *ITEMS)


@pytest.mark.parametrize("item", ["C01", "C02", "C03", "C04", "C05", "C06", "C14"])
def test_a_no_to_any_required_item_blocks_everything(cast: Any, item: str) -> None:
    agree(cast.ana, by=cast.ben, at=cast.at, no=(item,))
    found = queries.in_force(cast.ana, cast.at)
    assert (found.valid, found.items, found.missing, found.since) == (False, frozenset(), [item], None)
    assert not allowed(cast)


def test_a_no_to_an_own_choice_blocks_only_that(cast: Any) -> None:
    agree(cast.ana, by=cast.ben, at=cast.at, no=("C07", "C09"))
    assert allowed(cast, "C08", "C13")
    assert not allowed(cast, "C08", "C09")
    found = queries.in_force(cast.ana, cast.at)
    assert (found.valid, found.follow_up, found.withdrawn) == (True, "centre", "")
    assert found.items == set(ITEMS) - {"C07", "C09"}


def test_the_refusal_has_words_and_needs_a_transaction(agreed: Any) -> None:
    with pytest.raises(services.NotInForce) as refused, transaction.atomic():
        services.require(agreed.ana, "C99", at=agreed.at)
    assert refused.value.words == "She has not said yes to this (C99)."


def test_require_outside_a_transaction_is_a_mistake_of_the_program(committed_cast: Any) -> None:
    with pytest.raises(ValueError, match="transaction"):
        services.require(committed_cast.ana, at=committed_cast.at)


def test_each_act_is_one_entry_and_takes_its_number(agreed: Any) -> None:
    acts = list(queries.acts(agreed.ana))
    entries = {each.target: each for each in Entry.objects.filter(act__in=["consent.oral", "consent.written"])}
    assert [act.kind for act in acts] == ["oral", "written"]
    assert [act.order for act in acts] == [entries[act.pk].seq for act in acts]
    assert [entries[act.pk].actor for act in acts] == [agreed.ben.pk, agreed.ana.pk]
    assert {each.question: each.heard for each in acts[0].teach_back.all()} == HEARD
    assert first_fault() is None


def test_the_same_form_sent_twice_makes_one_act(cast: Any) -> None:
    publish(cast.study, by=cast.lena, at=cast.at)
    said = {"language": "nl", "by": cast.ben, "at": cast.at}
    token = uuid4()
    spoken = [
        services.give_oral(cast.ana, answers=SPOKEN, heard=HEARD, present="witness", token=token, **said)
        for _ in range(2)
    ]
    assert spoken[0] == spoken[1]
    told = {"heard": HEARD, "present": "witness", "token": token, **said}
    for _twice in range(2):  # one answer was set right on the page before: that is an act of its own
        right = services.give_oral(cast.ana, answers=SPOKEN | {"O4": False}, **told)
    assert list(Act.objects.order_by("order")) == [spoken[0], right]
    for _twice in range(2):  # and back: what she said last counts
        last = services.give_oral(cast.ana, answers=SPOKEN, **told)
    alone = [services.give_oral(cast.ana, answers=SPOKEN, **told | {"present": "nobody"}) for _twice in range(2)]
    assert (
        list(Act.objects.order_by("order")) == [spoken[0], right, last, alone[0]] == [spoken[0], right, last, alone[1]]
    )
    other = uuid4()
    written = [
        services.give_written(cast.ana, answers=dict.fromkeys(ITEMS, True), token=other, **said) for _ in range(2)
    ]
    assert written[0] == written[1]
    assert Act.objects.filter(participant=cast.ana).count() == 5
    with pytest.raises(services.NotToBeAsked):  # it is in force: she changes a choice herself
        services.give_written(cast.ana, answers=dict.fromkeys(ITEMS, True) | {"C09": False}, token=other, **said)
    with pytest.raises(Denied):
        services.was_sent(cast.ana, token, {}, {})


def test_only_who_is_trained_and_delegated_on_the_day_explains(cast: Any) -> None:
    publish(cast.study, by=cast.lena, at=cast.at)
    for by in (cast.lena, cast.rita, cast.cleo):
        with pytest.raises(services.NotToBeAsked):
            speak(cast.ana, by=by, at=cast.at)
    Membership.objects.filter(person=cast.ben.pk).update(trained_on=None)
    with pytest.raises(services.NotToBeAsked) as refused:
        speak(cast.ana, by=cast.ben, at=cast.at)
    assert refused.value.words.startswith("Only somebody who is trained and delegated")


def test_answers_that_are_not_those_of_the_text_are_refused(cast: Any) -> None:
    publish(cast.study, by=cast.lena, at=cast.at)
    speak(cast.ana, by=cast.ben, at=cast.at)
    for answers in ({"C01": True}, {**dict.fromkeys(ITEMS, True), "C15": True}, {"C03": True, "X": False}):
        with pytest.raises(ValueError, match="form"):
            services.give_written(cast.ana, answers=answers, language="en", by=cast.ben, at=cast.at)
    act = services.give_written(cast.ana, answers={"C01": False}, language="en", by=cast.ben, at=cast.at)
    assert [(each.item, each.yes) for each in act.answers.all()] == [("C01", False)]


def test_she_changes_one_choice_and_nothing_else(agreed: Any) -> None:
    later = agreed.at + timedelta(hours=1)
    act = services.change_item(agreed.ana, "C09", yes=False, at=later)
    assert services.change_item(agreed.ana, "C09", yes=False, at=later) is None
    assert queries.in_force(agreed.ana, later).items == set(ITEMS) - {"C09"}
    assert queries.in_force(agreed.ana, agreed.at).items == set(ITEMS)
    assert act is not None
    assert Entry.objects.get(seq=act.order).actor == agreed.ana.pk
    services.change_item(agreed.ana, "C05", yes=False, at=later)
    assert not allowed(agreed, at=later)
    services.change_item(agreed.ana, "C05", yes=True, at=later)
    assert allowed(agreed, at=later)


def permitted(her: Any, *sittings: Any, at: datetime) -> list[Any]:
    return queries.sound_permitted({her: sittings}, at)[her.pk]


def test_recording_is_asked_again_each_day(agreed: Any) -> None:
    at, later = agreed.at, agreed.at + timedelta(days=1, hours=1)
    assert permitted(agreed.ana, (at, None), at=at) == [None]
    act = services.permit_recording(agreed.ana, yes=True, by=agreed.ben, at=at)
    assert services.permit_recording(agreed.ana, yes=True, by=agreed.ben, at=at) == act
    assert permitted(agreed.ana, (at, None), (later, None), at=later) == [act, None]


def test_sound_that_exists_is_not_taken_back_by_a_later_no(agreed: Any) -> None:
    at, hour = agreed.at, timedelta(hours=1)
    act = services.permit_recording(agreed.ana, yes=True, by=agreed.ben, at=at)
    services.permit_recording(agreed.ana, yes=False, by=agreed.ben, at=at + hour)
    spans = [(at, at + 2 * hour), (at + 2 * hour, None), (at - hour, at - timedelta(minutes=1))]
    assert permitted(agreed.ana, *spans, at=at + 3 * hour) == [act, None, None]


def test_a_yes_from_before_the_opening_counts_while_the_choice_stands(agreed: Any) -> None:
    at, minute = agreed.at, timedelta(minutes=1)
    act = services.permit_recording(agreed.ana, yes=True, by=agreed.ben, at=at)
    services.change_item(agreed.ana, "C07", yes=False, at=at + 2 * minute)
    spans = [(at + minute, at + 3 * minute), (at + 3 * minute, None)]
    assert permitted(agreed.ana, *spans, at=at + 4 * minute) == [act, None]


def test_recording_follows_the_item_and_the_calendar_of_the_study(agreed: Any) -> None:
    late = agreed.at.replace(hour=22, minute=30)  # half past midnight in Brussels
    services.permit_recording(agreed.ana, yes=True, by=agreed.ben, at=late)
    before, after = late - timedelta(hours=3), late + timedelta(minutes=1)
    assert [act is None for act in permitted(agreed.ana, (before, None), (after, None), at=after)] == [True, False]
    services.change_item(agreed.ana, "C07", yes=False, at=after)
    with pytest.raises(services.NotInForce):
        services.permit_recording(agreed.ana, yes=True, by=agreed.ben, at=late)


def test_a_code_is_kept_by_its_fingerprint_only_and_a_new_one_ends_it(agreed: Any) -> None:
    code = services.make_code(agreed.ana, by=agreed.ben, at=agreed.at)
    assert services.find(code.lower().replace("-", " ")) == agreed.ana
    assert code.replace("-", "").encode() not in bytes(WithdrawalCode.objects.get().fingerprint)
    assert services.make_code(agreed.ana, by=agreed.ben, at=agreed.at) == ""
    anew = services.make_code(agreed.ana, by=agreed.ben, at=agreed.at, reason="lost")
    assert (services.find(code), services.find(anew), services.find("")) == (None, agreed.ana, None)


@pytest.mark.parametrize("several", [1, 3])
def test_showing_many_takes_the_queries_of_one(agreed: Any, several: int, django_assert_num_queries: Any) -> None:
    people = [agreed.ana]
    for _ in range(several - 1):
        people.append(add_participant(agreed.study, agreed.centre, language="nl", by=agreed.ben, at=agreed.at))
        agree(people[-1], by=agreed.ben, at=agreed.at)
    with django_assert_num_queries(1):  # acts with their answers and texts; what these ask is known
        found = queries.in_force_of(people, agreed.at)
    assert [each.valid for each in found.values()] == [True] * several


def test_what_is_owed_is_the_consent_of_ones_own_cases(cast: Any) -> None:
    publish(cast.study, by=cast.lena, at=cast.at - timedelta(hours=1))
    assert [(each.words, each.url) for each in queries.owed(cast.ben, cast.at)] == [
        ("P01: ask for consent", f"/consent/{cast.ana.pk}/")
    ]
    assert queries.owed(cast.bea, cast.at) == []
    cast.study.memberships.filter(person=cast.ben).update(delegated_until=cast.at.date() - timedelta(days=1))
    assert queries.owed(cast.ben, cast.at) == []
    cast.study.memberships.filter(person=cast.ben).update(delegated_until=None)
    agree(cast.ana, by=cast.ben, at=cast.at)
    assert queries.owed(cast.ben, cast.at) == []
    services.change_item(cast.ana, "C05", yes=False, at=cast.at)  # an answer: nobody asks again
    assert (queries.in_force(cast.ana, cast.at).valid, queries.owed(cast.ben, cast.at)) == (False, [])


def test_nothing_passes_once_a_withdrawal_is_committed(committed_cast: Any) -> None:
    """One thread withdraws while others ask again and again: no permission is later than the withdrawal."""
    cast = committed_cast
    agree(cast.ana, by=cast.ben, at=cast.at)
    passed, started, stopped = [], threading.Event(), threading.Event()

    def keep_asking() -> None:
        try:
            while True:
                over = stopped.is_set()
                passed.append((over, allowed(cast)))
                started.set()
                if over:
                    return
                stopped.wait(0.005)  # room for the one who withdraws: SQLite keeps no queue of writers
        finally:
            connection.close()

    asking = [threading.Thread(target=keep_asking) for _ in range(2)]
    for thread in asking:
        thread.start()
    assert started.wait(20)
    services.withdraw(cast.ana, "W1", by_code=True, at=cast.at + timedelta(seconds=1))
    stopped.set()
    for thread in asking:
        thread.join(30)
    assert (False, True) in passed
    assert [through for over, through in passed if over] == [False, False]


def test_a_withdrawal_waits_for_a_write_that_was_let_through(committed_cast: Any) -> None:
    cast, order = committed_cast, []
    agree(cast.ana, by=cast.ben, at=cast.at)
    inside, go_on = threading.Event(), threading.Event()

    def write_something() -> None:
        with transaction.atomic():
            services.require(cast.ana, at=cast.at)
            inside.set()
            go_on.wait(20)
            order.append("written")
        connection.close()

    def stop() -> None:
        services.withdraw(cast.ana, "W1", by_code=True, at=cast.at)
        order.append("withdrawn")
        connection.close()

    writing, stopping = threading.Thread(target=write_something), threading.Thread(target=stop)
    writing.start()
    assert inside.wait(20)
    stopping.start()
    stopping.join(0.5)
    assert stopping.is_alive()
    go_on.set()
    writing.join(20)
    stopping.join(20)
    assert order == ["written", "withdrawn"]


def test_who_had_everything_deleted_before_she_agreed_is_not_asked(cast: Any, noon: datetime) -> None:
    publish(cast.study, by=cast.lena, at=noon)
    vault.destroy(cast.ana.pk)
    with pytest.raises(services.NotToBeAsked) as refused:
        speak(cast.ana, by=cast.ben, at=noon)
    assert str(refused.value.words) == "Everything of hers is deleted. Nothing of hers is used any more."
