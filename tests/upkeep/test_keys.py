"""A key is destroyed by the staff only when two people want it; her own withdrawal waits for nobody."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.services import add_person, invite
from ledger.models import Entry, Payload
from ledger.queries import first_fault
from tests.queued import queued
from upkeep import services
from upkeep.models import Destruction
from upkeep.tasks import finish_key_work
from vault import services as vault

KEYS = "/upkeep/keys/"


@pytest.fixture
def order(cast: Any, cara: Any, noon: datetime) -> Destruction:
    """What Cara has ordered about Ana's key."""
    return services.order_destruction(cast.ana, reason="asked", by=cara, at=noon)


def acts() -> list[str]:
    return list(Entry.objects.filter(act__contains="key").order_by("seq").values_list("act", flat=True))


def test_the_order_of_one_person_destroys_nothing_and_is_seen_by_the_second(
    cast: Any, order: Destruction, noon: datetime, signed_in: Any
) -> None:
    assert (services.unfinished(), services.carry_out(order.pk, noon)) == ([], True)
    assert Payload.objects.get(entry__act="studies.participant_added", subject_id=cast.ana.pk).content
    assert acts() == ["upkeep.key_destruction_ordered"]
    waits, second = "1 destruction of a key waits for a second person.", signed_in(cast.adam)
    assert waits in second.get("/upkeep/").content.decode()
    services.take_back_destruction(order, by=cast.adam, at=noon)
    assert waits not in second.get("/upkeep/").content.decode()


def test_a_second_person_confirms_and_then_it_is_carried_out(cast: Any, order: Destruction, noon: datetime) -> None:
    services.confirm_destruction(order, by=cast.adam, at=noon)
    assert services.unfinished() == [order.pk]
    for _ in range(2):
        assert services.carry_out(order.pk, noon + timedelta(minutes=1))
    with pytest.raises(vault.KeyDestroyed):
        _ = Payload.objects.get(entry__act="studies.participant_added", subject_id=cast.ana.pk).content
    assert acts() == [
        "upkeep.key_destruction_ordered", "upkeep.key_destruction_confirmed", "consent.key_destruction_ordered",
        "upkeep.key_destruction_done",
    ]  # fmt: skip
    order.refresh_from_db()
    assert (services.unfinished(), order.done_at, first_fault()) == ([], noon + timedelta(minutes=1), None)
    told = Payload.objects.get(entry__act="upkeep.key_destruction_ordered")
    assert (told.content, told.subject_id) == ('{"reason":"asked"}', cast.study.pk)  # readable when her key is gone


def test_who_ordered_it_cannot_confirm_it(order: Destruction, cara: Any, noon: datetime) -> None:
    with pytest.raises(services.NotToBeOrdered):
        services.confirm_destruction(order, by=cara, at=noon)
    assert services.unfinished() == []


def told(order: Destruction, by: Any, at: datetime) -> str:
    """Give why `by` is not the second person."""
    with pytest.raises(services.NotToBeOrdered) as refused:
        services.confirm_destruction(order, by=by, at=at)
    assert services.unfinished() == []
    return str(refused.value.words)


def test_whom_the_first_invited_is_no_second_person(cast: Any, order: Destruction, cara: Any, noon: datetime) -> None:
    invite(cast.adam, by=cara.pk, at=noon - timedelta(days=300))
    assert told(order, cast.adam, noon) == (
        "Who began this invited you. Somebody whom they did not invite has to confirm it."
    )


def test_an_account_that_came_after_the_order_is_no_second_person(
    order: Destruction, cara: Any, noon: datetime
) -> None:
    eve = add_person(email="eve@example.org", name="Eve", duty="administrator", at=noon + timedelta(minutes=1))
    assert told(order, eve, noon + timedelta(days=9)) == (
        "Your account is younger than this. Somebody who was there before has to confirm it."
    )


@pytest.mark.parametrize(("days", "may"), [(6, False), (8, True)])
def test_who_has_just_invited_the_first_is_no_second_person(
    cast: Any, order: Destruction, cara: Any, noon: datetime, days: int, may: bool
) -> None:
    invite(cara, by=cast.adam.pk, at=noon - timedelta(days=days))
    if may:
        services.confirm_destruction(order, by=cast.adam, at=noon)
        return
    assert told(order, cast.adam, noon) == (
        "You invited who began this less than a week before. Somebody else has to confirm it."
    )


def test_the_page_says_who_could_confirm_and_who_may_not_reads_why(
    cast: Any, order: Destruction, cara: Any, noon: datetime, signed_in: Any
) -> None:
    add_person(email="eve@example.org", name="Eve", duty="administrator", at=noon + timedelta(minutes=1))
    page = reverse("upkeep:destruction", args=[order.pk])
    assert "These people could confirm it: Adam." in signed_in(cara).get(page).content.decode()
    invite(cast.adam, by=cara.pk, at=noon)
    for who, words in ((cara, "Nobody here could confirm it now."), (cast.adam, "Who began this invited you.")):
        shown = signed_in(who).get(page).content.decode()
        assert (words in shown, "Confirm: destroy this key" in shown) == (True, False)
    assert signed_in(cast.adam).post(f"{page}confirm/").status_code == 409


def test_what_is_settled_is_not_confirmed_or_taken_back_again(cast: Any, order: Destruction, noon: datetime) -> None:
    services.take_back_destruction(order, by=cast.adam, at=noon)
    for verb in (services.confirm_destruction, services.take_back_destruction):
        with pytest.raises(services.NotToBeOrdered):
            verb(order, by=cast.adam, at=noon)
    again = services.order_destruction(cast.ana, reason="authority", by=cast.adam, at=noon)
    with pytest.raises(services.NotToBeOrdered):
        services.order_destruction(cast.ana, reason="asked", by=cast.adam, at=noon)
    assert list(Destruction.objects.filter(taken_back_at=None)) == [again]


@pytest.mark.parametrize("change", [
    "confirmed by who ordered", "confirmed by nobody", "done by one", "taken back after", "reason",
])  # fmt: skip
def test_the_database_itself_refuses_one_person_alone(
    cast: Any, cara: Any, order: Destruction, noon: datetime, change: str
) -> None:
    columns = {
        "confirmed by who ordered": {"confirmed_by": cara, "confirmed_at": noon},
        "confirmed by nobody": {"confirmed_at": noon}, "done by one": {"done_at": noon},
        "taken back after": {"confirmed_by": cast.adam, "confirmed_at": noon, "taken_back_by": cara,
                             "taken_back_at": noon}, "reason": {"reason": "why not"},
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.filter(pk=order.pk).update(**columns[change])


def test_the_database_itself_refuses_a_second_order_for_a_key(cast: Any, order: Destruction, noon: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.create(participant=cast.ana, reason="asked", ordered_by=cast.adam, ordered_at=noon)


def test_a_confirmation_is_carried_out_by_a_task_that_knows_an_id_only(
    cast: Any, order: Destruction, noon: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    with queued() as sent, django_capture_on_commit_callbacks(execute=True):
        services.confirm_destruction(order, by=cast.adam, at=noon)
    assert sent == [("upkeep.tasks.carry_out_destruction", (str(order.pk),), {})]
    with queued() as again, django_capture_on_commit_callbacks(execute=True):
        finish_key_work()
    assert again == [(*sent[0][:2], {"again": False})]


def test_while_the_keeper_of_the_keys_is_away_it_is_not_done_but_her_values_are_closed(
    cast: Any, order: Destruction, noon: datetime, away: Any
) -> None:
    services.confirm_destruction(order, by=cast.adam, at=noon)
    assert not services.carry_out(order.pk, noon)
    with pytest.raises(vault.KeyDestroyed):
        _ = Payload.objects.get(entry__act="studies.participant_added", subject_id=cast.ana.pk).content
    assert services.unfinished() == [order.pk]
    away.undo()
    assert services.carry_out(order.pk, noon)
    assert (services.unfinished(), vault.every_key_opens()) == ([], True)


def test_the_way_over_the_pages(cast: Any, cara: Any, signed_in: Any) -> None:
    hers, his = signed_in(cara), signed_in(cast.adam)
    sent = hers.post(KEYS, {"study": cast.study.pk, "code": f" {cast.ana.code.lower()} ", "reason": "time_over"})
    order = Destruction.objects.get()
    page = reverse("upkeep:destruction", args=[order.pk])
    assert (sent.status_code, sent.headers["Location"], order.ordered_by, order.reason) == (
        302,
        page,
        cara,
        "time_over",
    )
    assert "Confirm: destroy this key" not in hers.get(page).content.decode()
    assert hers.post(f"{page}confirm/").status_code == 409
    assert "Confirm: destroy this key" in his.get(page).content.decode()
    assert his.post(f"{page}confirm/").status_code == 302
    assert "is being destroyed" in his.get(KEYS).content.decode()
    assert [hers.post(f"{page}{verb}/").status_code for verb in ("confirm", "take-back")] == [409, 409]
    order.refresh_from_db()
    assert (order.confirmed_by, order.taken_back_at) == (cast.adam, None)


def test_an_order_is_taken_back_over_the_pages(cast: Any, order: Destruction, signed_in: Any) -> None:
    page = reverse("upkeep:destruction", args=[order.pk])
    answer = signed_in(cast.adam).post(f"{page}take-back/")
    assert (answer.status_code, answer.headers["Location"]) == (302, KEYS)
    assert "taken back" in signed_in(cast.adam).get(KEYS).content.decode()


@pytest.mark.parametrize("change", [
    {"code": "P99"}, {"code": ""}, {"code": "P01\x00"}, {"code": "P" * 300}, {"study": ""}, {"study": "1"},
    {"study": "0" * 36}, {"reason": ""}, {"reason": "because"},
])  # fmt: skip
def test_a_form_that_says_too_little_comes_back_with_words(cast: Any, signed_in: Any, change: dict[str, str]) -> None:
    whole = {"study": str(cast.study.pk), "code": cast.ana.code, "reason": "asked"}
    answer = signed_in(cast.adam).post(KEYS, whole | change)
    assert (answer.status_code, Destruction.objects.count()) == (422, 0)
    assert answer.content.decode().count("invalid-feedback") > 0


def test_a_code_of_another_study_is_not_found(cast: Any, signed_in: Any) -> None:
    answer = signed_in(cast.adam).post(
        KEYS, {"study": cast.other_study.pk, "code": "P02", "reason": "asked"}
    )  # fmt: skip
    assert answer.status_code == 422
    assert "No participant of this study has this code." in answer.content.decode()


def test_a_second_order_for_the_same_key_is_not_possible_now(cast: Any, order: Destruction, signed_in: Any) -> None:
    whole = {"study": str(cast.study.pk), "code": cast.ana.code, "reason": "asked"}
    assert signed_in(cast.adam).post(KEYS, whole).status_code == 409


@pytest.mark.parametrize("who", ["lena", "ben", "rita", "thea", "sofie", "aude"])
def test_nobody_else_finds_these_pages(cast: Any, order: Destruction, signed_in: Any, who: str) -> None:
    browser, page = signed_in(getattr(cast, who)), reverse("upkeep:destruction", args=[order.pk])
    found = [browser.get(KEYS), browser.post(KEYS), browser.get(page), browser.post(f"{page}confirm/")]
    assert [answer.status_code for answer in found] == [404] * 4


@pytest.mark.parametrize("more", [0, 2])
def test_more_orders_cost_no_more_queries(
    cast: Any, order: Destruction, noon: datetime, signed_in: Any, django_assert_num_queries: Any, more: int
) -> None:
    from studies.services import add_participant

    for _ in range(more):
        another = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
        services.order_destruction(another, reason="asked", by=cast.adam, at=noon)
    browser = signed_in(cast.adam)
    with django_assert_num_queries(6):
        browser.get(KEYS)


@pytest.mark.parametrize("act", ["", "confirm"])
def test_ordering_and_confirming_ask_for_the_second_step_anew(
    earnest: None, cast: Any, order: Destruction, signed_in: Any, act: str
) -> None:
    adam = signed_in(cast.adam)
    session = adam.session
    session["factor_at"] = 1.0  # long ago
    session.save()
    address = f"{KEYS}{order.pk}/confirm/" if act else KEYS
    assert adam.post(address, {"code": "P01", "study": str(cast.study.pk), "reason": "asked"}).status_code == 403
    order.refresh_from_db()
    assert (order.confirmed_at, Destruction.objects.count()) == (None, 1)
