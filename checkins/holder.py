"""What this room holds of a participant, and what a withdrawal does to it.

W1 and W2: nobody is asked about her any more; the list of her centre's therapists leaves her out at once, because it
asks what is in force. W3: her feedback is deleted with its acknowledgements, and leaves
its id and her centre (`Ended`); her attunements are emptied: every code
goes, and the bare row stays with its days, because a sitting points to it and an auditor may still ask whether an
attunement was given and seen before each sitting. This works before or after the rooms that point here.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from checkins.models import Attunement, Ended, Feedback, Next
from consent.holders import Shelf, shelves
from studies.queries import day_of

NOBODY_ASKED, DELETED = "nobody_asked", "codes_deleted"


class _Holder:
    name = "checkins"

    def holds(self, participant: UUID) -> list[str]:
        """Give what is held of her, in sentences."""
        before = Attunement.objects.filter(participant=participant, given_at__isnull=False, emptied_at=None).count()
        after = Feedback.objects.filter(participant=participant).count()
        said = []
        if before:
            said.append(ngettext(
                "Ticked words of your therapist about how you were before a talk: %(n)d time.",
                "Ticked words of your therapist about how you were before a talk: %(n)d times.", before,
            ) % {"n": before})  # fmt: skip
        if after:
            said.append(ngettext(
                "Ticked words of your interviewer about how you were after a talk: %(n)d time.",
                "Ticked words of your interviewer about how you were after a talk: %(n)d times.", after,
            ) % {"n": after})  # fmt: skip
        return said

    def effects(self, participant: UUID, level: str) -> list[str]:
        """Give what a withdrawal of `level` does here."""
        return [NOBODY_ASKED, DELETED] if level == "W3" else [NOBODY_ASKED]

    def let_go(self, item: str) -> list[str]:
        """Give nothing: no single choice keeps anything here."""
        return []

    def halt(self, participant: UUID, at: datetime) -> None:
        """Do nothing: no screen of hers shows anything of here."""

    def words(self, what: str) -> str:
        """Give the sentence for one effect."""
        return {
            NOBODY_ASKED: _("Your therapist is asked nothing more about you, and is told nothing more."),
            DELETED: _("The ticked words about how you were before and after the talks are deleted."),
        }[what]

    def carry_out(self, participant: UUID, what: str, at: datetime) -> bool:
        """Do one effect. Always done at once; safe to repeat."""
        if what == DELETED:
            gone = Feedback.objects.filter(participant=participant)
            ended = [Ended(pk=pk, centre_id=at_her) for pk, at_her in gone.values_list("pk", "participant__centre")]
            Ended.objects.bulk_create(ended, ignore_conflicts=True)
            gone.delete()
            Attunement.objects.filter(participant=participant, emptied_at=None).update(
                basis=None, capacity=None, zone=None, she_wants=None, adjust=0, support_after=None, verdict=None,
                emptied_at=at,
            )  # fmt: skip
        return True

    def done_at(self, participant: UUID, what: str) -> datetime | None:
        """Give None: what is asked here is done when it is carried out."""
        return None

    def copy(self, participant: UUID) -> dict[str, Any]:
        """Give the ticked words about her, and what her therapist answered and says became of it, with their days."""
        return {
            name: [{"day": day.isoformat(), "words": words} for day, words in rows]
            for name, rows in _ticked(participant).items()
        }

    def shelves(self, participant: UUID) -> list[Shelf]:
        """Give the same by day, in words."""
        held = {
            name: [(date_format(day), " · ".join(words)) for day, words in rows]
            for name, rows in _ticked(participant).items()
        }
        return shelves(
            Shelf(_("How you were before a talk, as your therapist ticked it"), held["before"]),
            Shelf(_("How you were after a talk, as your interviewer ticked it"), held["after"]),
            Shelf(_("What your therapist answered to that"), held["answers"]),
        )


Ticked = tuple[date, list[str]]


def _ticked(participant: UUID) -> dict[str, list[Ticked]]:
    given = Attunement.objects.filter(participant=participant, given_at__isnull=False, emptied_at=None)
    rows = Feedback.objects.filter(participant=participant).select_related("participant__study", "acknowledgement")
    feedback = list(rows.prefetch_related("follow_ups", "handings").order_by("given_at"))
    return {
        "before": [_before(row) for row in given.order_by("for_day", "given_at")],
        "after": [_after(row) for row in feedback], "answers": [each for row in feedback for each in _answers(row)],
    }  # fmt: skip


def _answers(row: Feedback) -> Iterator[Ticked]:
    day, answered = partial(day_of, row.participant.study), getattr(row, "acknowledgement", None)
    for handed in sorted(row.handings.all(), key=lambda one: one.at):
        yield day(handed.at), [str(Next.HANDED_OVER.label)]
    if answered is not None:
        yield day(answered.at), [answered.words]
    for one in sorted(row.follow_ups.all(), key=lambda one: one.at):
        yield day(one.at), [one.get_done_display()]


def _before(row: Attunement) -> Ticked:
    return row.for_day, _said({
        _("How you were on this day"): row.get_capacity_display(),
        _("How you were within"): row.get_zone_display(),
        _("Whether you wanted to go on with the talk"): row.get_she_wants_display(),
        _("What would help"): ", ".join(map(str, row.adjustments)),
        _("Who was near afterwards"): row.get_support_after_display(),
        _("What your therapist said"): row.get_verdict_display(),
        _("How your therapist knew"): row.get_basis_display(),
    })  # fmt: skip


def _after(row: Feedback) -> Ticked:
    return day_of(row.participant.study, row.given_at), _said({
        _("How you seemed to live through it"): row.get_experience_display(),
        _("What was noticed"): ", ".join(map(str, row.feeling_words)),
        _("How you were at the end"): row.get_at_the_end_display(),
        _("How it went"): row.get_course_display(),
        _("What you wished"): row.get_her_wish_display(),
        _("How much attention was asked of your therapist"): row.get_attention_display(),
    })  # fmt: skip


def _said(answers: Mapping[str, str]) -> list[str]:
    """Give what was answered behind what was asked, as far as something was."""
    return [f"{asked}: {answer}" for asked, answer in answers.items() if answer]


HOLDER = _Holder()
