"""Reads: what is in force, the texts, and the doors to participants' consent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Asks, Denied, Relations, Role
from accounts.composed import Composed
from accounts.models import Person
from consent import rules
from consent.following import Acts as Acts  # these are for rooms above, too
from consent.following import deed_of, read, terms_asked
from consent.following import follow as follow
from consent.following import proofs as proofs
from consent.following import standings as standings
from consent.models import BROUGHT_BACK, STOPS, Act, Answer, Effect, Kind, Level, Text, TextVersion
from ledger.queries import actor_of, targets_of
from studies.models import Part, Participant, Study
from studies.queries import Owed, by_participant, by_study, current_assignments, day_of, is_trained, memberships_as

RELATIONS: dict[str, Relations] = {
    "consent": by_participant(""),
    "own consent": by_participant(""),
    "consent text": by_study(""),
}

RECORDING, SOUND_TODAY = rules.RECORDING, rules.SOUND_TODAY
OWN, KEY = "consent", "key"
"""The holder and the code of the last effect of W3: the participant's key is destroyed."""
KEY_ORDERED = "consent.key_destruction_ordered"
"""The act by which a destruction begins."""
FOLLOW_UP = "C11"
RECEIVED = "C15"


@dataclass(frozen=True)
class InForce:
    """What a participant's consent allows.

    `items` are the items answered yes, empty while the consent is not valid; `missing` are codes of what lacks;
    `withdrawn` is the level of a withdrawal or "", written at `withdrawn_at`. `follow_up` is her choice with C11:
    centre, researcher, both, not_now, or "". `usable` are the items under which what she gave may be worked up:
    `items`, or after W1 and W2 those that were in force when she stopped; none after W3. `by_study` says that two of
    the staff had everything deleted: then she did not stop herself.
    """

    valid: bool
    items: frozenset[str]
    version: TextVersion | None
    since: datetime | None
    missing: list[str]
    withdrawn: str
    follow_up: str = ""
    usable: frozenset[str] = frozenset()
    withdrawn_at: datetime | None = None
    by_study: bool = False


def in_force(participant: Participant, at: datetime) -> InForce:
    """Give what is in force of a participant at `at`, for showing; what writes calls `services.require`."""
    return in_force_of([participant], at)[participant.pk]


def in_force_of(participants: Iterable[Participant], at: datetime) -> dict[UUID, InForce]:
    """Give what was in force of each participant, known at `at`; the number of queries does not grow."""
    found, versions = read([each.pk for each in participants], at=at, known_at=at)
    return {
        pk: InForce(
            each.valid, each.items, versions[each.version] if each.version else None, each.since, each.missing,
            each.withdrawn, each.choices.get(FOLLOW_UP, "") if each.valid else "", each.usable, each.withdrawn_at,
            each.by_study,
        )
        for pk, each in found.items()
    }  # fmt: skip


def sound_permitted(
    participant: Participant, sittings: Iterable[tuple[datetime, datetime | None]], at: datetime
) -> list[Act | None]:
    """Give for each sitting, from its opening to its closing (included), the last yes to sound on its day; or None.

    What she decided later takes no sound back that exists: neither a no in the same sitting nor a changed choice. A yes
    from earlier that day counts while it still stands at the opening. A fixed number of queries.
    """
    acts = Act.objects.filter(participant=participant, at__lte=at).prefetch_related("answers").order_by("order")
    found = [(act, deed_of(act)) for act in acts]
    terms = terms_asked({deed.version for _act, deed in found})
    yes = [
        rules.sound_permitted(
            [deed for _act, deed in found], terms, opened, closed, lambda when: day_of(participant.study, when)
        )
        for opened, closed in sittings
    ]
    by_order = {act.order: act for act, _deed in found}
    return [by_order[each.order] if each else None for each in yes]


def sound_was_permitted(participant: UUID) -> bool:
    """Say whether she ever said yes to recording on a day."""
    yes = Act.objects.filter(participant=participant, kind=Kind.RECORDING_TODAY)
    return yes.filter(answers__item=SOUND_TODAY, answers__yes=True).exists()


def asked_on(participant: Participant, day: date, at: datetime) -> Act | None:
    """Give the last act that answers whether sound may be recorded on `day`, or None."""
    acts = Act.objects.filter(participant=participant, kind=Kind.RECORDING_TODAY, at__lte=at).order_by("order")
    return next((act for act in reversed(acts) if day_of(participant.study, act.at) == day), None)


def sound_on(participant: Participant, day: date, at: datetime) -> bool | None:
    """Give the last answer, known at `at`, to the question whether sound may be recorded on `day`; None: not asked."""
    said = _said_of_sound(participant=participant.pk, at=at)
    return next((yes for when, yes in said if day_of(participant.study, when) == day), None)


@Composed
def _said_of_sound(*, participant: UUID, at: datetime) -> QuerySet[Answer, tuple[datetime, bool]]:
    today = Answer.objects.filter(item=SOUND_TODAY, act__participant=participant, act__kind=Kind.RECORDING_TODAY)
    return today.filter(act__at__lte=at).order_by("-act__order").values_list("act__at", "yes")


## Texts


def current_version(study: UUID, at: datetime) -> TextVersion | None:
    """Give the newest version that has not ended at `at`, or None."""
    rows = TextVersion.objects.filter(study=study, published_at__lte=at).order_by("-number")
    return next((row for row in rows if row.ends_at is None or row.ends_at > at), None)


def versions(study: Study) -> QuerySet[TextVersion]:
    """Give the versions of a study, newest first."""
    return TextVersion.objects.filter(study=study).select_related("published_by").order_by("-number")


def text(version: UUID, language: str) -> Text:
    """Give a version's words in a language; in the first language when it has no such language."""
    rows = {row.language: row for row in Text.objects.filter(version=version).select_related("version")}
    return rows.get(language) or rows[rules.LANGUAGES[0]]


def said(item: rules.Item, yes: bool, choice: str) -> Any:
    """Give an answer in words: yes, no, or the chosen options."""
    if "options" not in item or not choice:
        return _("Yes") if yes else _("No")
    return ", ".join(each["text"] for each in item["options"] if choice in (each["code"], "both")
                     and not (choice == "both" and each["code"] == rules.NO_CHOICE))  # fmt: skip


def her_text(participant: UUID, language: str) -> Text:
    """Give the text to which a participant's last act belongs, in a language. Raises Denied when she has no act."""
    last = Act.objects.filter(participant=participant).order_by("order").last()
    if last is None:
        raise Denied
    return text(last.version_id, language)


def choices_now(participant: UUID, language: str, at: datetime) -> list[dict[str, Any]]:
    """Give her written choices as they stand at `at`, whether in force or not: code, text, kind, answer, yes."""
    found = standings([participant], at=at)[participant]
    items = text(found.version, language).body["items"] if found.version else []
    return [
        {"code": item["code"], "text": item["text"], "kind": item["kind"], "yes": found.answers[item["code"]],
         "answer": said(item, found.answers[item["code"]], found.choices.get(item["code"], ""))}
        for item in items if item["code"] in found.answers
    ]  # fmt: skip


## Doors


def participants(asks: Asks) -> QuerySet[Participant]:
    """Give the participants whose consent the asker may reach, by study and code."""
    return asks.all(Participant.objects.select_related("study", "centre").order_by("study__title", "code"))


def participant(asks: Asks, pk: UUID) -> Participant:
    """Give one participant whose consent the asker may reach. Raises Denied."""
    return asks.one(Participant.objects.select_related("study", "centre"), pk)


def acts(participant: Participant) -> QuerySet[Act]:
    """Give a participant's acts, oldest first, with answers. Whoever asks has been let through to her."""
    rows = Act.objects.filter(participant=participant).select_related("version", "centre").order_by("order")
    return rows.prefetch_related(Prefetch("answers", Answer.objects.order_by("item")), "teach_back")


def last_written(participant: UUID) -> Act | None:
    """Give the last written act, or None."""
    written = Act.objects.filter(participant=participant, kind__in=[Kind.WRITTEN, Kind.RE_CONSENT])
    return written.select_related("version", "participant__study", "centre").order_by("order").last()


def withdrawal(participant: UUID) -> Act | None:
    """Give the last act that ended it, or None: she stopped, or the study had everything deleted."""
    return Act.objects.filter(participant=participant, kind__in=STOPS).order_by("order").last()


def deletion(participant: UUID) -> Act | None:
    """Give the act by which two of the staff had everything of hers deleted, or None; never one of her own."""
    return Act.objects.filter(participant=participant, kind=Kind.DELETION).first()


def deleted_again() -> int:
    """Give of how many the deletion was written again because a safety copy had brought them back, and is not done."""
    left = Effect.objects.filter(act__reason=BROUGHT_BACK, done_at__isnull=True)
    return left.values("act__participant").distinct().count()


def ended_by(participant: UUID) -> UUID:
    """Give who ended it: the one who confirmed a deletion by the staff, else she herself."""
    ordered = deletion(participant)
    return actor_of(ordered.order) if ordered else participant


def last_oral(participant: UUID) -> Act | None:
    """Give the last spoken act, or None."""
    return (
        Act.objects.filter(participant=participant, kind=Kind.ORAL).select_related("version").order_by("order").last()
    )


def spoken_is_current(participant: Participant, at: datetime) -> bool:
    """Say whether the last spoken act is on a version that has not ended."""
    oral = last_oral(participant.pk)
    return oral is not None and (oral.version.ends_at is None or oral.version.ends_at > at)


def said_no(participant: Participant, at: datetime) -> bool:
    """Say whether her last acts say no to something that taking part needs."""
    found, oral = standings([participant.pk], at=at)[participant.pk], last_oral(participant.pk)
    unwilling = rules.ORAL in found.missing or last_written(participant.pk) is not None
    return oral is not None and unwilling and not found.valid


def spoken_before(act: Act) -> Act | None:
    """Give the last spoken act before a written one, on the same version; or None."""
    rows = Act.objects.filter(participant=act.participant_id, kind=Kind.ORAL, version=act.version_id)
    return rows.filter(order__lt=act.order).order_by("order").last()


def effects(participant: UUID) -> QuerySet[Effect]:
    """Give what a participant's withdrawals have to do and have done, in the order of carrying out."""
    return (
        Effect.objects.filter(act__participant=participant)
        .select_related("act__participant__study")
        .order_by("act__order", "order")
    )


def stopped() -> QuerySet[Any, Any]:
    """Give who takes part no more, as a subquery: who withdrew at any level, or of whom the staff had all deleted."""
    return Act.objects.filter(kind__in=STOPS).values("participant")


def asked_to_delete_all() -> QuerySet[Any, Any]:
    """Give of whom everything is deleted (W3), as a subquery: on her word or on the staff's, also while it goes on."""
    return Act.objects.filter(kind__in=STOPS, level=Level.W3).values("participant")


def everything_gone(participant: UUID) -> bool:
    """Say whether a withdrawal has destroyed the participant's key."""
    return effects(participant).filter(act__level=Level.W3, holder="consent", done_at__isnull=False).exists()


def destructions_ordered() -> set[UUID]:
    """Give the participants the destruction of whose key stands in the register as ordered, by whomever."""
    return targets_of(KEY_ORDERED)


def destructions_done() -> set[UUID]:
    """Give the participants whose key was destroyed on their own order, as it is written down."""
    done = Effect.objects.filter(holder=OWN, what=KEY, done_at__isnull=False)
    return set(done.values_list("act__participant", flat=True))


def who_said_no(item: str) -> QuerySet[Any, Any]:
    """Give the participants whose last written answer to `item` is a no, as a subquery."""
    answers = Answer.objects.filter(item=item)
    later = answers.filter(act__participant=OuterRef("act__participant"), act__order__gt=OuterRef("act__order"))
    return answers.filter(~Exists(later), yes=False).values("act__participant")


def said_no_to(participant: UUID, item: str) -> bool:
    """Say whether her last written answer to `item` is a no."""
    return who_said_no(item).filter(act__participant=participant).exists()


def may_explain(person: Person, participant: Participant, at: datetime) -> bool:
    """Say whether `person` is delegated and trained to explain the study to her on this day (A3)."""
    return is_trained(person.pk, participant.study_id, [Part.INTERVIEWER], at)


def owed(person: Person, at: datetime) -> list[Owed]:
    """Give the consents that still have to be asked of a person's own participants."""
    cases = current_assignments(at).filter(person=person.pk)
    studies = memberships_as(person.pk, Role.INTERVIEWER, at).values("study")
    mine = Participant.objects.filter(pk__in=cases.values("participant"), study__in=studies).order_by("code")
    found = in_force_of(mine, at)
    return [
        Owed(_("%(code)s: ask for consent") % {"code": each.code}, reverse("consent:page", args=[each.pk]), None)
        for each in mine
        if not found[each.pk].valid and not found[each.pk].withdrawn
    ]
