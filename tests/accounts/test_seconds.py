"""Wherever two people are promised, an account that one of them made up for themselves is no second person."""

import ast
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from accounts.access import NotNow
from accounts.models import Person
from accounts.services import add_person, invite
from studies.models import Part
from studies.resting import NotTheSecond, confirm_lead
from studies.services import add_member, add_participant
from tests.consent.acts import agree
from tests.transcripts.holding import hold
from transcripts.models import Device
from transcripts.services import mark_deleted, register_recording
from upkeep.services import begin_anew, confirm_destruction, order_destruction

ROOT = Path(__file__).resolve().parents[2]
RULE = {"refusal", "refusal_of_any"}
PLACES = {
    "upkeep/services.py": "confirm_destruction",  # a key is destroyed by the staff
    "studies/resting.py": "refusal_to",  # a lead whose account was begun anew leads again
    "transcripts/services/texts.py": "_reads_for",  # a text is read by a second person before the team has it
    "transcripts/services/custody.py": "mark_deleted",  # a recording is gone, and somebody saw it
}
"""Every place that asks the rule, and the function that does."""


def askers() -> Iterator[tuple[str, str]]:
    for path in sorted(each for room in ROOT.glob("*/apps.py") for each in room.parent.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        source = path.read_text()
        tree = ast.parse(source if "accounts.seconds" in source else "")
        known = {
            each.asname or each.name
            for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "accounts.seconds"
            for each in node.names if each.name in RULE
        }  # fmt: skip
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            called = {each.func.id for each in ast.walk(function)
                      if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)}  # fmt: skip
            if called & known:
                yield name, function.name


def test_these_places_ask_the_one_rule_and_no_others() -> None:
    assert dict(askers()) == PLACES


@pytest.fixture
def begun(cast: Any, noon: datetime) -> dict[str, tuple[Person, Callable[[Person], Any]]]:
    """Each promise, with who has begun it, and what asks for the second one."""
    agree(cast.ana, by=cast.ben, at=noon)
    recording = register_recording(hold(cast, cast.ana, noon), device=Device.RECORDER, by=cast.ben, at=noon)
    order = order_destruction(add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon),
                              reason="asked", by=cast.adam, at=noon)  # fmt: skip
    begin_anew(cast.lena, by=cast.adam.pk, at=noon)
    return {
        "upkeep/services.py": (cast.adam, lambda second: confirm_destruction(order, by=second, at=noon)),
        "studies/resting.py": (cast.adam, lambda second: confirm_lead(cast.lena, by=second.pk, at=noon)),
        "transcripts/services/custody.py": (
            cast.ben, lambda second: mark_deleted(recording, witness=second, by=cast.ben, at=noon)
        ),
    }  # fmt: skip


def somebody(cast: Any, name: str, at: datetime) -> Person:
    """Give a custodian who also reads for the study: they may be the second one everywhere."""
    person = add_person(email=f"{name}@example.org", name=name, duty="custodian", at=at)
    add_member(cast.study, person, Part.READER, trained_on=at.date(), delegated_from=at.date(), by=cast.lena.pk, at=at)
    return person


@pytest.mark.parametrize("place", sorted({*PLACES} - {"transcripts/services/texts.py"}))  # tests/transcripts shows it
def test_whom_the_first_one_made_up_is_refused_and_somebody_else_is_not(
    cast: Any, noon: datetime, begun: Any, place: str
) -> None:
    first, ask = begun[place]
    made_up, honest = (somebody(cast, name, noon - timedelta(days=300)) for name in ("Eve", "Cara"))
    invite(made_up, by=first.pk, at=noon - timedelta(days=299))
    for second in (first, made_up):
        with pytest.raises(NotNow), transaction.atomic():
            ask(second)
    ask(honest)


def test_whoever_has_the_account_begun_anew_last_or_hands_its_invitation_does_not_confirm(
    cast: Any, noon: datetime
) -> None:
    cara, curt = (somebody(cast, name, noon - timedelta(days=300)) for name in ("Cara", "Curt"))
    begin_anew(cast.lena, by=cara.pk, at=noon)
    begin_anew(cast.lena, by=cast.adam.pk, at=noon)  # takes over what Cara began
    invite(cast.lena, by=curt.pk, at=noon)
    for by in (cast.adam, curt, cast.lena):
        with pytest.raises(NotTheSecond), transaction.atomic():
            confirm_lead(cast.lena, by=by.pk, at=noon)
    assert confirm_lead(cast.lena, by=cara.pk, at=noon)
    assert not confirm_lead(cast.lena, by=cara.pk, at=noon)
