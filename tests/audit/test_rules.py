"""Each check finds its own planted exception, and nothing else does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from audit import rules
from audit.facts import Act, Case, Decision, Effect, Held, Recording, Version

DAY = date(2026, 6, 9)
NEXT, LATER = DAY + timedelta(days=1), DAY + timedelta(days=60)
MORNING = datetime(2026, 6, 9, 6, tzinfo=UTC)
V1 = Version(
    1, MORNING - timedelta(days=90), None, {"en": "d1"}, frozenset({"C01", "C07", "C14"}), frozenset({"C01", "C14"})
)
V2 = replace(V1, number=2)


def act(kind: str, minutes: int = 0, **changes: object) -> Act:
    made = Act(kind, V1, "en", "d1", MORNING + timedelta(minutes=minutes), DAY, explained_by="I1", trained=True)
    return replace(made, **changes)


SPOKEN = act("oral", answers={"O1": True})
WRITTEN = act("written", 10, answers={"C01": True, "C07": True, "C14": True}, copy_on=DAY)
HELD = Held(
    number=1, day=DAY, opened_at=MORNING + timedelta(hours=3), closed_on=DAY, attuned_for=DAY,
    given_at=MORNING + timedelta(hours=1), seen_at=MORNING + timedelta(hours=2), go=True, emptied=False,
    feedback_on=DAY,
)  # fmt: skip
KEPT = Recording(DAY, MORNING + timedelta(hours=2), DAY, True, NEXT, DAY, NEXT, True)
WHOLE = Case(
    code="P01", day=DAY, eligible_from=DAY, decisions=(Decision(DAY, DAY, LATER),), acts=(SPOKEN, WRITTEN),
    sittings=(HELD,), recordings=(KEPT,), valid=True,
)  # fmt: skip
GONE = replace(WHOLE, valid=False, withdrawn="W3", withdrawn_on=NEXT, effects=(Effect("W3", "gone", LATER, NEXT),))


def found(case: Case, today: date = LATER) -> set[str]:
    return {code for code in rules.RULES if rules.faults(case, code, today)}


def test_a_whole_case_has_no_exception() -> None:
    assert found(WHOLE) == set()


def sitting(**changes: object) -> Case:
    return replace(WHOLE, sittings=(replace(HELD, **changes),))


def recording(**changes: object) -> Case:
    return replace(WHOLE, recordings=(replace(KEPT, **changes),))


def acts(*made: Act, **changes: object) -> Case:
    return replace(WHOLE, acts=made, **changes)


ENDED = replace(V1, ends_at=MORNING + timedelta(minutes=5))
NOT_YET = replace(V1, published_at=MORNING + timedelta(hours=1))
ENDED_SINCE = replace(V1, ends_at=MORNING + timedelta(days=3))

PLANTED: list[tuple[str, Case]] = [
    ("A1", replace(WHOLE, decisions=())),
    ("A1", replace(WHOLE, decisions=(Decision(NEXT, DAY, LATER),))),
    ("A1", replace(WHOLE, decisions=(Decision(DAY, NEXT, LATER),))),
    ("A1", replace(WHOLE, decisions=(Decision(DAY, DAY, DAY),), sittings=(replace(HELD, day=NEXT, attuned_for=NEXT),))),
    ("A2", acts(replace(SPOKEN, version=ENDED), replace(WRITTEN, version=ENDED))),
    ("A2", acts(SPOKEN, replace(WRITTEN, digest="other words"))),
    ("A2", acts(replace(SPOKEN, version=NOT_YET), replace(WRITTEN, version=NOT_YET))),
    ("A3", acts(WRITTEN)),
    ("A3", acts(WRITTEN, replace(SPOKEN, at=MORNING + timedelta(minutes=11)))),
    ("A3", acts(SPOKEN, replace(WRITTEN, version=V2))),
    ("A3", acts(replace(SPOKEN, trained=False), WRITTEN)),
    ("A3", acts(SPOKEN, replace(WRITTEN, trained=False))),
    ("A3", acts(SPOKEN, recordings=(), missing=("written",), sittings=())),
    ("A3", acts(SPOKEN, WRITTEN, sittings=(replace(
        HELD, opened_at=MORNING + timedelta(minutes=9), given_at=MORNING, seen_at=MORNING),))),
    ("A4", acts(SPOKEN, replace(WRITTEN, answers={"C07": True, "C14": True}))),
    ("A6", recording(permitted=False)),
    ("A6", recording(permitted_on=NEXT)),
    ("A6", acts(SPOKEN, replace(WRITTEN, answers={"C01": True, "C07": False, "C14": True}))),
    ("A6", acts(SPOKEN, WRITTEN, act("item_change", 30, answers={"C07": False}))),
    ("A7", sitting(given_at=None)),
    ("A7", sitting(seen_at=None)),
    ("A7", sitting(go=False)),
    ("A7", sitting(attuned_for=NEXT)),
    ("A7", sitting(attuned_for=None)),
    ("A7", sitting(seen_at=HELD.opened_at + timedelta(seconds=1))),
    ("A8", sitting(feedback_on=None)),
    ("A8", sitting(feedback_on=DAY + timedelta(days=2))),
    ("A9", acts(SPOKEN, replace(WRITTEN, copy_on=None))),
    ("A10", acts(replace(SPOKEN, version=ENDED_SINCE), replace(WRITTEN, version=ENDED_SINCE), missing=("version",))),
    ("A11", replace(GONE, effects=(Effect("W3", "gone", DAY, None),))),
    ("A11", replace(GONE, effects=(Effect("W3", "gone", DAY, NEXT),))),
    ("A12", recording(deleted_on=None, witnessed=False)),
    ("A12", recording(deleted_on=NEXT + timedelta(days=1))),
    ("A12", recording(witnessed=False)),
    ("A13", replace(WHOLE, eligible_from=None)),
    ("A13", replace(WHOLE, eligible_from=NEXT)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "case"), PLANTED)
def test_a_planted_exception_is_found_by_its_own_check(code: str, case: Case) -> None:
    assert found(case) == {code}


def test_every_check_has_a_planted_exception() -> None:
    assert {code for code, _case in PLANTED} == set(rules.RULES)


@pytest.mark.parametrize(
    "case",
    [
        replace(WHOLE, eligible_from=None, deviations=(("less time in treatment than the study asks", DAY),)),
        acts(SPOKEN, WRITTEN, act("item_change", 200, answers={"C07": False})),  # a change of mind after the recording
        acts(act("oral", answers={"O1": False}), sittings=(), recordings=(), missing=("oral", "written")),
        acts(SPOKEN, replace(WRITTEN, answers={"C01": False}), sittings=(), recordings=(), missing=("C01",)),
        sitting(closed_on=None, feedback_on=None),
        sitting(feedback_on=NEXT),
        replace(GONE, sittings=(replace(HELD, go=False, emptied=True, feedback_on=None),)),
        replace(GONE, withdrawn="W1", withdrawn_on=DAY, sittings=(replace(HELD, feedback_on=None),)),
    ],
)
def test_what_is_as_it_should_be_is_no_exception(case: Case) -> None:
    assert found(case) == set()


def test_what_is_due_on_this_day_is_not_missing_yet() -> None:
    assert found(sitting(feedback_on=None), NEXT) == set()
    assert found(acts(SPOKEN, replace(WRITTEN, copy_on=None)), DAY) == set()
    assert found(recording(deleted_on=None, witnessed=False), NEXT) == set()
    assert found(replace(GONE, effects=(Effect("W3", "gone", NEXT, None),)), NEXT) == set()


def test_after_a_no_to_auditors_nothing_is_said() -> None:
    closed = acts(SPOKEN, act("written", 10, answers={"C14": False}, copy_on=None), eligible_from=None)
    assert (rules.open_to_auditors(closed), found(closed)) == (False, set())
    again = replace(closed, acts=(*closed.acts, act("item_change", 20, answers={"C14": True})))
    assert (rules.open_to_auditors(again), found(again)) == (True, {"A6", "A9", "A13"})
