"""What the study and this room keep of a participant, for her own copy; each room above has its holder."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent import holders, queries
from consent.models import WithdrawalCode
from consent.services.withdrawal import words
from studies.models import Assignment, Cause, Deviation, Outcome, Participant, Screening
from studies.queries import day_of


def study_of(her: Participant) -> dict[str, Any]:
    """Give what the study keeps of her, as plain values: codes, and days of its own calendar."""
    came, card = _screening(her), _card(her)
    return {
        "code": her.code, "centre": her.centre.name, "language": her.language,
        "since": day_of(her.study, her.created_at).isoformat(), "card_made_on": card and card.isoformat(),
        "screening": came and {
            "day": day_of(her.study, came.at).isoformat(), "outcome": came.outcome,
            "eligible_from": came.eligible_from and came.eligible_from.isoformat(),
        },
        "interviewers": [
            {"from": one.from_day.isoformat(), "until": one.until_day and one.until_day.isoformat()}
            for one in _interviewers(her)
        ],
        "deviations": [
            {"day": day_of(her.study, one.at).isoformat(), "cause": one.cause} for one in _deviations(her)
        ],
    }  # fmt: skip


def effects_on(her: Participant) -> list[dict[str, Any]]:
    """Give what her choices have had done, and have to do, as plain values."""
    return [
        {
            "room": one.holder, "what": one.what, "due_on": one.due_on.isoformat(),
            "done_on": one.done_at and day_of(her.study, one.done_at).isoformat(),
        }
        for one in queries.effects(her.pk)
    ]  # fmt: skip


def shelves_on(her: Participant) -> list[holders.Shelf]:
    """Give the same in words."""
    came, card = _screening(her), _card(her)
    rows = [
        (_("Code"), her.code), (_("Centre"), her.centre.name), (_("Language"), her.get_language_display()),
        (_("In the study since"), date_format(day_of(her.study, her.created_at))),
        (_("Card made on"), date_format(card) if card else ""),
        (_("Whether you can take part, asked on"), _in_words(her, came) if came else ""),
        *((_("Your interviewer"), _days(one)) for one in _interviewers(her)),
        *((_("An exception for you"), _why(her, one)) for one in _deviations(her)),
    ]  # fmt: skip
    done = [
        (words(one.holder, one.what), _("done on %(day)s") % {"day": date_format(day_of(her.study, one.done_at))}
         if one.done_at else _("by %(day)s") % {"day": date_format(one.due_on)})
        for one in queries.effects(her.pk)
    ]  # fmt: skip
    return holders.shelves(
        holders.Shelf(_("You in this study"), [row for row in rows if row[1]]),
        holders.Shelf(_("What was done"), done),
    )


def _in_words(her: Participant, came: Screening) -> str:
    said = {
        Outcome.ELIGIBLE: _("yes"), Outcome.NOT: _("not in this study"), Outcome.NOT_YET: _("not yet"),
    }[Outcome(came.outcome)]  # fmt: skip
    return f"{date_format(day_of(her.study, came.at))}: {said}"


def _why(her: Participant, one: Deviation) -> str:
    said = {
        Cause.TOO_EARLY: _("you had been in treatment for less time than the study asks"),
        Cause.OUTSIDE_WINDOW: _("outside the time that the ethics committee gave"),
        Cause.OTHER_PLACE: _("a talk at another place than your own centre"),
    }[Cause(one.cause)]
    return f"{date_format(day_of(her.study, one.at))}: {said}"


def _days(one: Assignment) -> str:
    first, last = date_format(one.from_day), one.until_day and date_format(one.until_day)
    if last is None:
        return _("since %(first)s") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _screening(her: Participant) -> Screening | None:
    return Screening.objects.filter(participant=her).first()


def _card(her: Participant) -> date | None:
    made_at = WithdrawalCode.objects.filter(participant=her).values_list("made_at", flat=True).first()
    return day_of(her.study, made_at) if made_at else None


def _interviewers(her: Participant) -> list[Assignment]:
    return list(Assignment.objects.filter(participant=her).order_by("from_day", "pk"))


def _deviations(her: Participant) -> list[Deviation]:
    return list(Deviation.objects.filter(participant=her).order_by("at", "pk"))
