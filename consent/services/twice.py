"""A form of hers that comes twice makes one act; one that was changed in between makes another."""

from collections.abc import Collection, Mapping
from uuid import UUID, uuid5

from accounts.access import Denied
from consent.models import Act, Kind
from studies.models import Participant

WRITTEN = (Kind.WRITTEN, Kind.RE_CONSENT)
"""The kinds of a written act."""
PRESENT = "present"
"""Stands beside the codes of a teach-back for who else was there."""


def was_sent(
    participant: Participant, token: UUID, answers: Mapping[str, bool], choices: Mapping[str, str]
) -> bool:  # fmt: skip
    """Say whether the form with this token has already made her written act, and she has answered so last.

    Raises Denied for another act's token.
    """
    return made(participant, token, WRITTEN, answers, choices)[0] is not None


def made(
    participant: Participant, token: UUID | None, kinds: Collection[Kind], answers: Mapping[str, bool],
    others: Mapping[str, str],
) -> tuple[Act | None, UUID | None]:  # fmt: skip
    """Give the act that a form has made of what it says, or None, and the token for an act.

    Answers that were changed on the page before, and sent again by the same form, are an act of their own; so are the
    first ones when they come back after others: what she said last counts. `others` are the choices of a written act;
    of a spoken one how the teach-back went, and who was `PRESENT`. Raises Denied when the token is of something else.
    """
    act = Act.objects.filter(pk=token).first() if token else None
    if act is None:
        return None, token
    if act.participant_id != participant.pk or act.kind not in kinds:
        raise Denied
    last = Act.objects.filter(participant=participant, kind__in=kinds).latest("order")
    said = (dict(answers), dict(others))
    if _said(last) == said:
        return last, token
    return None, uuid5(last.pk, repr([sorted(each.items()) for each in said]))


def _said(act: Act) -> tuple[dict[str, bool], dict[str, str]]:
    answers = list(act.answers.all())
    told = {each.question: each.heard for each in act.teach_back.all()}
    spoken = {PRESENT: str(act.present)} if act.kind == Kind.ORAL else {}
    choices = {each.item: each.choice for each in answers if each.choice}
    return {each.item: each.yes for each in answers}, choices | told | spoken
