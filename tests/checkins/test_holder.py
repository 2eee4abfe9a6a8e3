"""What a withdrawal does to check-ins, and her own copy of them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from checkins import services
from checkins.holder import HOLDER
from checkins.models import Acknowledgement, Attunement, Done, Feedback, FollowUp
from consent.holders import Shelf


@pytest.fixture
def kept(cast: Any, agreed: None, noon: datetime, attuned: dict[str, int], felt: dict[str, Any]) -> Attunement:
    """One attunement, seen, one feedback, acknowledged; and an open request."""
    asked = services.ask(cast.ana, for_day=noon.date(), by=cast.ben, at=noon)
    services.answer(asked, by=cast.thea, at=noon, **attuned, adjust=3)
    services.see(asked, by=cast.ben, at=noon)
    services.acknowledge(services.give(cast.ana, by=cast.ben, at=noon, **felt), by=cast.thea, next=6, at=noon)
    services.ask(cast.ana, for_day=noon.date(), by=cast.ben, at=noon)
    return asked


@pytest.mark.parametrize("level", ["W1", "W2"])
def test_the_milder_withdrawals_end_the_asking_and_keep_the_rest(cast: Any, kept: Attunement, level: str) -> None:
    assert HOLDER.effects(cast.ana.pk, level) == ["nobody_asked"]


def test_the_furthest_withdrawal_leaves_no_code(cast: Any, kept: Attunement, noon: datetime) -> None:
    for _repeated in range(2):
        assert [HOLDER.carry_out(cast.ana.pk, what, noon) for what in HOLDER.effects(cast.ana.pk, "W3")] == [True, True]
    assert (Feedback.objects.count(), Acknowledgement.objects.count()) == (0, 0)
    codes = ("basis", "capacity", "zone", "she_wants", "adjust", "support_after", "verdict")
    assert set(Attunement.objects.values_list(*codes)) == {(None, None, None, None, 0, None, None)}


def test_the_emptied_row_still_says_that_it_was_given_and_seen(cast: Any, kept: Attunement, noon: datetime) -> None:
    HOLDER.carry_out(cast.ana.pk, "codes_deleted", noon)
    kept.refresh_from_db()
    assert (kept.given_at, kept.seen_at, kept.emptied_at, kept.for_day) == (noon, noon, noon, noon.date())


def test_what_is_emptied_is_not_seen_again(cast: Any, kept: Attunement, noon: datetime) -> None:
    HOLDER.carry_out(cast.ana.pk, "codes_deleted", noon)
    with pytest.raises(services.NotGivenYet):
        services.see(kept, by=cast.ben, at=noon)


def test_others_keep_theirs(cast: Any, kept: Attunement, noon: datetime) -> None:
    HOLDER.carry_out(cast.far_participant.pk, "codes_deleted", noon)
    assert (Feedback.objects.count(), Attunement.objects.filter(emptied_at=None).count()) == (1, 2)


def test_every_effect_has_its_sentence(cast: Any, kept: Attunement) -> None:
    words = [HOLDER.words(what) for what in HOLDER.effects(cast.ana.pk, "W3")]
    assert words == [
        "Your therapist is asked nothing more about you, and is told nothing more.",
        "The ticked words about how you were before and after the talks are deleted.",
    ]


BEFORE = [
    "How you were on this day: steady", "Whether you wanted to go on with the talk: yes",
    "What would help: shorter, more pauses", "Who was near afterwards: I am here", "What your therapist said: go",
    "How your therapist knew: talked with her on the day",
]  # fmt: skip
AFTER = [
    "How you seemed to live through it: at ease", "What was noticed: calm, tired",
    "How you were at the end: settled", "How it went: as planned", "What you wished: no contact now",
    "How much attention was asked of your therapist: none",
]  # fmt: skip


def test_she_is_told_what_is_held_and_gets_a_copy(cast: Any, kept: Attunement, noon: datetime) -> None:
    assert len(HOLDER.holds(cast.ana.pk)) == 2
    feedback, next_day = Feedback.objects.get(), noon + timedelta(days=1)
    FollowUp.objects.create(feedback=feedback, by=cast.thea, at=next_day, done=Done.OFFERED_DECLINED)
    said, became = [feedback.acknowledgement.words], ["offered, and she declined"]
    copy = HOLDER.copy(cast.ana.pk)
    assert copy == {
        "before": [{"day": "2026-06-09", "words": BEFORE}], "after": [{"day": "2026-06-09", "words": AFTER}],
        "answers": [{"day": "2026-06-09", "words": said}, {"day": "2026-06-10", "words": became}],
    }  # fmt: skip
    assert HOLDER.shelves(cast.ana.pk) == [
        Shelf("How you were before a talk, as your therapist ticked it", [("9 June 2026", " · ".join(BEFORE))]),
        Shelf("How you were after a talk, as your interviewer ticked it", [("9 June 2026", " · ".join(AFTER))]),
        Shelf("What your therapist answered to that", [
            ("9 June 2026", said[0]), ("10 June 2026", became[0]),
        ]),
    ]  # fmt: skip
    HOLDER.carry_out(cast.ana.pk, "codes_deleted", noon)
    assert HOLDER.shelves(cast.ana.pk) == []
    nothing = {"before": [], "after": [], "answers": []}
    assert (HOLDER.holds(cast.ana.pk), HOLDER.copy(cast.ana.pk)) == ([], nothing)
