"""The way of one interview, step by step, and what waits for an interviewer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import Actor, Asks, Role
from accounts.models import Person
from consent.queries import InForce, in_force_of
from interviews.models import Characteristic, Sitting
from interviews.queries.sittings import SittingFacts, lasts_until, sittings_of
from studies.models import Participant
from studies.queries import Owed, day_of


@dataclass(frozen=True)
class Step:
    """One step: what it is, how it stands, in words; `url` is where it is done, "" when it is not for this person."""

    code: str
    label: str
    says: str
    done: bool
    url: str = ""
    due: date | None = None
    can_wait: bool = False  # it holds nothing up
    hour: str = ""  # for which the sitting is planned, while it is not open


@dataclass(frozen=True)
class Way:
    """The steps of one participant; `next` is the first that is not done, None when nothing is left to do.

    A step that can wait comes after those that cannot.
    """

    participant: Participant
    steps: list[Step]
    sittings: list[SittingFacts]
    ended_by_her: bool  # she has withdrawn, or everything of hers is deleted
    by_study: bool = False  # the staff had everything of hers deleted

    @property
    def next(self) -> Step | None:
        return next((step for step in sorted(self.steps, key=lambda each: each.can_wait) if not step.done), None)


def _current(sittings: list[SittingFacts], person: UUID) -> SittingFacts | None:
    """Give the sitting that the steps are about; none when the next one has to be planned.

    What is left of an interrupted sitting of somebody else is theirs to do, and holds nothing up.
    """
    last = sittings[-1] if sittings else None
    done = last and (last.opened_by != person or (last.feedback and last.debriefed))
    return None if last and last.state == "interrupted" and done else last


def _hour(her: Participant, sitting: SittingFacts) -> str:
    local = sitting.planned_for.astimezone(ZoneInfo(her.study.time_zone))
    return date_format(local, "H:i") if sitting.state == "planned" else ""


def _page(name: str, pk: UUID) -> str:
    return reverse(f"interviews:{name}", args=[pk])


def _consent(her: Participant, now: InForce) -> Step:
    says = _("in force") if now.valid else _("not in force yet")
    return Step("consent", _("Consent"), says, now.valid, reverse("consent:page", args=[her.pk]))


def _characteristics(her: Participant, described: bool, can_wait: bool) -> Step:
    says = _("kept") if described else _("nothing is kept yet")
    url = _page("characteristics", her.pk)
    return Step("characteristics", _("Characteristics"), says, described, url, can_wait=can_wait)


def _planned(her: Participant, sitting: SittingFacts | None, number: int, at: datetime) -> Step:
    label = _("Sitting %(number)s") % {"number": number}
    if sitting is None:
        return Step("plan", label, _("not planned yet"), False, _page("plan", her.pk))
    missed = sitting.state == "planned" and sitting.planned_day < day_of(her.study, at)
    if missed:
        says = _("its day has passed; call it off and plan another one")
        return Step("plan", label, says, False, _page("sitting", sitting.id), sitting.planned_day)
    day, hour = date_format(sitting.day or sitting.planned_day, "j F"), _hour(her, sitting)
    says = _("on %(day)s") % {"day": f"{day}, {hour}" if hour else day}
    return Step("plan", label, says, True, _page("sitting", sitting.id), sitting.planned_day)


def _attunement(her: Participant, sitting: SittingFacts) -> Step:
    if sitting.state != "planned" or (sitting.seen_at and sitting.permits):
        says, done = _("given and seen"), True
    elif sitting.given_at is None:
        says, done = _("asked, not given yet"), False
    elif sitting.seen_at is None:
        says, done = _("given; open it"), False
    else:
        says, done = _("not on this day; call the sitting off and plan another one"), False
    url, hour = _page("sitting", sitting.id), _hour(her, sitting)
    return Step("attunement", _("Attunement"), says, done, url, sitting.planned_day, hour=hour)


def _open(her: Participant, sitting: SittingFacts, mine: bool, at: datetime) -> str:
    if mine and sitting.opened_at and at >= lasts_until(her.study, sitting.opened_at):
        return _("was left open; end it")
    return _("open now") if mine else _("open now, with your colleague")


def _held(her: Participant, sitting: SittingFacts, mine: bool, at: datetime) -> Step:
    url = _page("room" if mine else "sitting", sitting.id)
    if sitting.state == "planned":
        ready = sitting.seen_at and sitting.permits and sitting.planned_day == day_of(her.study, at)
        says, url = _("ready to open") if ready else _("not opened yet"), _page("sitting", sitting.id)
    elif sitting.state == "open":
        says = _open(her, sitting, mine, at)
    else:
        says, url = _("has ended"), _page("sitting", sitting.id)
    done = sitting.state not in {"planned", "open"}
    hour = _hour(her, sitting)
    return Step("room", _("The room"), says, done, url, sitting.day or sitting.planned_day, hour=hour)


def _after(sitting: SittingFacts, now: InForce, mine: bool) -> list[Step]:
    """Give what follows a sitting; feedback is not asked while her consent does not allow it.

    A moment for oneself is of who held it alone: whoever has the case after them has nothing to do with it.
    """
    url = _page("end", sitting.id) if mine and sitting.closed_at else ""
    given, kept, later = bool(sitting.feedback), sitting.debriefed, _("after the sitting")
    asked = given or sitting.closed_at is None or "C06" in now.items
    waits = later if sitting.closed_at is None else _("not given yet")
    says = _("given") if given else waits if asked else _("not asked: her consent does not allow it now")
    mind = later if sitting.closed_at is None else _("open")
    moment = Step("debrief", _("A moment for yourself"), _("kept") if kept else mind, kept, url, sitting.day)
    feedback = Step("feedback", _("Feedback to her therapist"), says, given or not asked, url, sitting.day)
    return [feedback, moment] if mine or sitting.closed_at is None else [feedback]


def _way(
    her: Participant, now: InForce, described: bool, sittings: list[SittingFacts], person: UUID, at: datetime
) -> Way:
    if now.withdrawn:
        left = _put_off(sittings, None, now, person)  # a moment for oneself; nothing is asked about her any more
        return Way(her, left, sittings, ended_by_her=True, by_study=now.by_study)
    current = _current(sittings, person)
    number = current.number if current else len(sittings) + 1
    facts = _characteristics(her, described, can_wait=bool(sittings))
    steps = [_consent(her, now), facts, _planned(her, current, number, at)]
    if current is not None:
        mine = current.opened_by == person
        steps += [_attunement(her, current), _held(her, current, mine, at), *_after(current, now, mine)]
    return Way(her, steps + _put_off(sittings, current, now, person), sittings, ended_by_her=False)


def _put_off(
    sittings: list[SittingFacts], current: SittingFacts | None, now: InForce, person: UUID
) -> list[Step]:  # fmt: skip
    """Give what is still owed of earlier sittings of `person`, when the way has gone on to the next one."""
    earlier = [one for one in sittings if one is not current and one.closed_at and one.opened_by == person]
    owed = [(one.number, step) for one in earlier for step in _after(one, now, mine=True) if not step.done]
    label = _("%(step)s, sitting %(number)s")
    return [replace(step, label=label % {"step": step.label, "number": number}, can_wait=True) for number, step in owed]


def _ways(participants: Iterable[Participant], person: UUID, at: datetime) -> list[Way]:
    all_of_them = list(participants)
    standing, sittings = in_force_of(all_of_them, at), sittings_of(all_of_them)
    described = set(
        Characteristic.objects.filter(participant__in=all_of_them).values_list("participant", flat=True).distinct()
    )
    return [_way(her, standing[her.pk], her.pk in described, sittings[her.pk], person, at) for her in all_of_them]


def ways(asks: Asks) -> list[Way]:
    """Give the ways of everybody whose interview is with who asks, by study and code; a fixed number of queries."""
    rows = Participant.objects.select_related("study", "centre").order_by("study__title", "code")
    return _ways(asks.to("read", "interview").all(rows), asks.actor.id, asks.at)


def way(participant: Participant, asks: Asks) -> Way:
    """Give the way of one participant, whose row who asks has reached by a door."""
    return _ways([participant], asks.actor.id, asks.at)[0]


def _owed(way: Way) -> list[Owed]:
    """Give the next step, and beside it what does not wait for it: a moment for oneself, the characteristics."""
    first = way.next
    if first is None or first.code == "consent":
        return []
    waits = [step for step in way.steps if step.can_wait or step.code in {"debrief", "characteristics"}]
    beside = [step for step in waits if step is not first]
    return [
        Owed(f"{way.participant.code}: {step.label}, {step.says}", step.url, step.due, step.hour)
        for step in [first, *beside]
        if step.url and not step.done
    ]


def _first_open(way: Way, at: datetime) -> tuple[bool, datetime]:
    """Sort a sitting that is open before all others, then by their hours."""
    last = way.sittings[-1] if way.sittings else None
    return (last is None or last.state != "open", last.planned_for if last else at)


def owed(person: Person, at: datetime, mine: list[Way] | None = None) -> list[Owed]:
    """Give what waits for `person` as an interviewer: the next step of each of their interviews (R46, R52, R66).

    Consent that is not in force is told by the room of consent. A sitting without feedback is not complete. `mine` are
    their ways, when they have been read already.
    """
    asks = Asks(Actor(person.pk, roles=frozenset({Role.INTERVIEWER})), "interview", "read", at)
    found = ways(asks) if mine is None else mine
    ordered = sorted(found, key=lambda way: _first_open(way, at))  # within a day too
    return [*(owed for way in ordered for owed in _owed(way)), *_left(found, asks)]


def _left(mine: list[Way], asks: Asks) -> list[Owed]:
    """Give what is left to do of sittings whose case has gone to somebody else since."""
    held = asks.to("run", "sitting").all(Sitting.objects.filter(opened_by=asks.actor.id))
    gone = held.exclude(interview__participant__in=[way.participant.pk for way in mine])
    reached = dict(gone.values_list("pk", "interview__participant"))  # an earlier one may be out of reach by now
    hers = list(Participant.objects.filter(pk__in=reached.values()).select_related("study"))
    standing, sittings = in_force_of(hers, asks.at), sittings_of(hers)
    return [
        Owed(f"{her.code}: {step.label}, {step.says}", step.url, step.due)
        for her in hers if not standing[her.pk].withdrawn
        for one in sittings[her.pk] if one.id in reached
        for step in (
            [_held(her, one, True, asks.at)] if one.state == "open"
            else _after(one, standing[her.pk], mine=True)
        )
        if not step.done
    ]  # fmt: skip
