"""A form of hers that comes twice makes one act; one that was changed in between makes another."""

from collections.abc import Collection, Mapping
from uuid import UUID, uuid5

from accounts.access import Denied
from consent.models import Act, Kind
from studies.models import Participant

WRITTEN = (Kind.WRITTEN, Kind.RE_CONSENT)
"""The kinds of a written act."""


def sent_before(participant: Participant, token: UUID | None, *kinds: Kind) -> Act | None:
    """Give the act that the same form has already made, or None. Raises Denied when the token is of something else."""
    act = Act.objects.filter(pk=token).first() if token else None
    if act and (act.participant_id != participant.pk or act.kind not in kinds):
        raise Denied
    return act


def was_sent(
    participant: Participant, token: UUID, answers: Mapping[str, bool], choices: Mapping[str, str]
) -> bool:  # fmt: skip
    """Say whether the form with this token has already made her written act, of these answers.

    Raises Denied for another act's token.
    """
    return made(participant, token, WRITTEN, answers, choices)[0] is not None


def made(
    participant: Participant, token: UUID | None, kinds: Collection[Kind], answers: Mapping[str, bool],
    others: Mapping[str, str],
) -> tuple[Act | None, UUID | None]:  # fmt: skip
    """Give the act that a form has made of what it says, or None, and the token of that act.

    Answers that were changed on the page before, and sent again by the same form, are an act of their own. `others` are
    the choices of a written act, how the teach-back of a spoken one went.
    """
    act = sent_before(participant, token, *kinds)
    if act is None or token is None or _said(act) == (dict(answers), dict(others)):
        return act, token
    own = uuid5(token, repr((sorted(answers.items()), sorted(others.items()))))
    return sent_before(participant, own, *kinds), own


def _said(act: Act) -> tuple[dict[str, bool], dict[str, str]]:
    answers = list(act.answers.all())
    told = {each.question: each.heard for each in act.teach_back.all()}
    return {each.item: each.yes for each in answers}, {each.item: each.choice for each in answers if each.choice} | told
