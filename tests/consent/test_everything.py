"""All that is kept of her stands in her copy, or here with the reason why it does not."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from checkins.models import Acknowledgement, Done, FollowUp, Handing
from consent import services
from interviews.models import Sitting
from studies.models import Deviation, Participant, Screening
from tests.checkins.lived import FULL, base_of, live
from tests.checkins.runs import second_therapist
from tests.conftest import Cast

NOT_IN_IT = {
    "checkins.Notice": "tells one of the staff that something waits; a mail says nothing of her",
    "consent.ConsentCopy": "the fingerprint of a paper that she was given herself",
    "interviews.Debrief": "about the interviewer alone, and private to them",
    "interviews.Heard": "numbers of acts, so that none is done twice; gone when the talk ends",
    "interviews.Listening": "how much somebody of the staff has typed out",
    "interviews.Pause": "left out of the length of a talk, which is there",
    "timelines.BriefKey": "which key a timeline has that is not kept",
    "timelines.Operation": "the order of changes, without a word; what they came to is there",
    "timelines.ShareLink": "fingerprints of links that opened her timeline; they end within hours",
    "transcripts.NotMade": "that of a talk no recording was made; those that were made are there",
    "transcripts.Redaction": "where words were replaced in a text, which is there as it stands",
    "upkeep.Destruction": "an order of the study to destroy her key; its act is there, with the reason",
}
AS_ACTS = {"consent.Act", "consent.Answer", "consent.TeachBack"}
"""What her page shows beside the shelves, and choice by choice on a page of its own."""


def of_hers() -> set[type[models.Model]]:
    """Give every model whose rows lead to a participant, straight or through others."""
    found: set[type[models.Model]] = {Participant}
    while new := {
        model for model in apps.get_models() for field in model._meta.concrete_fields if field.related_model in found
    } - found:  # fmt: skip
        found |= new
    return found


@pytest.fixture
def everything(cast: Cast, noon: datetime) -> Cast:
    """Of Ana there is something of each kind."""
    base = base_of(cast, noon)
    live(base, FULL)
    Sitting.objects.update(ending="interrupted", reason="her_wish")
    Acknowledgement.objects.create(feedback=base.feedback, by=cast.thea, at=noon, next=1)
    Handing.objects.create(feedback=base.feedback, by=cast.thea, to=second_therapist(cast), at=noon)
    FollowUp.objects.create(feedback=base.feedback, by=cast.thea, at=noon, done=Done.values[0])
    about = {"study": cast.study, "by": cast.ben, "at": noon, "participant": cast.ana}
    Screening.objects.create(centre=cast.centre, outcome="not_yet", eligible_from=date(2026, 7, 1), **about)
    Deviation.objects.create(cause="too_early", **about)
    services.make_code(cast.ana, by=cast.ben, at=noon)
    services.withdraw(cast.ana, "W1", by_code=True, at=noon)
    return cast


def read_by(asked: Any, participant: Participant) -> tuple[Any, set[str]]:
    """Give what `asked` says of her, and the models whose tables it reads."""
    with CaptureQueriesContext(connection) as seen:
        said = asked(participant)
    tables = {name for each in seen for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', each["sql"])}
    return said, {model._meta.label for model in of_hers() if model._meta.db_table in tables}


def test_every_model_that_leads_to_her_is_in_her_copy_or_has_a_reason(everything: Cast) -> None:
    her, hers = Participant.objects.get(pk=everything.ana.pk), {model._meta.label for model in of_hers()}
    assert set(NOT_IN_IT) - hers == set()
    shown = hers - set(NOT_IN_IT) - {"studies.Participant"}
    _said, in_file = read_by(services.everything_of, her)
    _shelves, on_page = read_by(services.shelves_of, her)
    assert (shown - in_file, shown - on_page - AS_ACTS) == (set(), set())


def test_her_copy_says_how_she_came_in_what_was_an_exception_and_why_a_talk_broke_off(everything: Cast) -> None:
    said = services.everything_of(everything.ana)
    assert said["study"] == {
        "code": "P01", "centre": "The Lime Tree", "language": "en", "since": "2026-06-09",
        "card_made_on": "2026-06-09", "interviewers": [{"from": "2026-06-09", "until": None}],
        "screening": {"day": "2026-06-09", "outcome": "not_yet", "eligible_from": "2026-07-01"},
        "deviations": [{"day": "2026-06-09", "cause": "too_early"}],
    }  # fmt: skip
    assert [each["reason"] for each in said["interviews"]["sittings"]] == ["her_wish"]
    assert {each["what"] for each in said["effects"]} == {"links closed", "nobody_asked", "end_sittings"}


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["9 June 2026: not yet", "you had been in treatment for less time than the study asks", "your wish"]),
    ("nl", ["9 juni 2026: nog niet", "je was minder lang in behandeling dan het onderzoek vraagt", "jouw wens"]),
    ("fr", ["9 juin 2026: pas encore", "vous étiez en traitement depuis moins de temps que l’étude ne le demande",
            "votre souhait"]),
])  # fmt: skip
def test_the_page_says_so_in_her_language(everything: Cast, language: str, words: list[str]) -> None:
    with override(language):
        page = "\n".join(said for shelf in services.shelves_of(everything.ana) for _label, said in shelf.rows)
    assert [each for each in words if each not in page] == []
