"""Publishing the consent text: all languages together, frozen from then on."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import yaml
from django.db import transaction
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow
from accounts.models import Person
from consent import rules
from consent.models import Change, Text, TextVersion
from ledger.services import record
from studies.models import Study
from studies.queries import wordings

_REFERENCE = Path(__file__).resolve().parent.parent / "texts" / "reference.yaml"


class PublishedBefore(NotNow):
    """A form has published a text already, and comes again with another kind of change."""


class NotPublishable(NotNow):
    """The text may not be published like this; `faults` says what is wrong, as `rules.faults` does."""

    def __init__(self, faults: list[tuple[str, str, str]]) -> None:
        self.faults = faults
        super().__init__(" ".join(words_of(fault) for fault in faults))


def words_of(fault: tuple[str, str, str]) -> str:
    """Give a fault of `rules.faults` as a translated sentence."""
    language, what, code = fault
    sentences = {
        "language": _("The text in the language “%(language)s” is missing."),
        "placeholder": _("“%(code)s” is not filled in yet (%(language)s)."),
        "parts": _("The part “%(code)s” is not the same in every language (%(language)s)."),
        "promise": _("The text promises “%(code)s” (%(language)s). A code can be traced, so we do not promise that."),
    }
    return sentences[what] % {"language": get_language_info(language)["name_translated"], "code": code}


@cache
def _reference() -> dict[str, Any]:
    with _REFERENCE.open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.safe_load(file)
    return content


def reference_bodies(study: Study) -> dict[str, rules.TextBody]:
    """Give the reference text of every language with the study's own words; what it does not say stays in braces."""
    return {lang: rules.filled(_body(lang), _words(study, lang)) for lang in rules.LANGUAGES}


def _body(lang: str) -> rules.TextBody:
    reference = _reference()
    return {
        "sections": [_said(each, lang, "title", "text") for each in reference["sections"]],
        "items": [_item(each, lang) for each in reference["items"]],
        "oral": [
            {**_said(each, lang, "text", "note"), "answer_needed": each["answer_needed"]}
            for each in reference["oral"]["script"]
        ],
        "teach_back": [_said(each, lang, "text", "must_be_heard") for each in reference["teach_back"]["questions"]],
        "withdrawal": [_said(each, lang, "text", "effect") for each in reference["withdrawal"]["levels"]],
        "closing": reference["withdrawal"]["closing"][lang],
    }


def _said(part: dict[str, Any], lang: str, *names: str) -> dict[str, str]:
    return {"code": part["code"], **{name: part[name][lang] for name in names if name in part}}


def _item(part: dict[str, Any], lang: str) -> rules.Item:
    item = rules.Item(code=part["code"], kind=part["kind"], gate=part["gate"], text=part["text"][lang])
    if "options" in part:
        item["options"] = [rules.Option(code=each["code"], text=each["text"][lang]) for each in part["options"]]
    return item


def _words(study: Study, lang: str) -> dict[str, str]:
    """Give what the placeholders say: the study's wordings, but its limits as they are set and its decision's own."""
    words = {"institution": study.institution}
    decision = study.decisions.order_by("decided_on").last()
    if decision:
        words |= {"committee": decision.committee, "number": decision.number}
    limits = {"recording_days": str(study.recording_days), "withdrawal_days": str(study.withdrawal_days)}
    return words | wordings(study, lang) | limits


@transaction.atomic
def publish(
    study: Study, bodies: Mapping[str, Mapping[str, Any]], *, change: str, by: Person, at: datetime,
    token: UUID | None = None,
) -> TextVersion:  # fmt: skip
    """Publish a version in all its languages. The same `token` gives the same version again.

    With `change` re_consent the versions before end at `at`: everybody is asked anew. Raises NotPublishable,
    PublishedBefore.
    """
    Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if before := TextVersion.objects.filter(pk=token).first() if token else None:
        if before.study_id != study.pk:
            raise Denied
        if before.change != change:
            raise PublishedBefore(_("This text was published before. What you have chosen since is not kept."))
        return before
    whole = {lang: rules.filled(body, _words(study, lang)) for lang, body in bodies.items()}
    if faults := rules.faults(whole):
        raise NotPublishable(faults)
    return _kept(study, whole, Change(change), by, at, token)


def _kept(
    study: Study, whole: Mapping[str, Any], change: Change, by: Person, at: datetime, token: UUID | None
) -> TextVersion:
    """Keep a version with its texts, end those before where everybody is asked anew, and enter it."""
    others = TextVersion.objects.filter(study=study)
    if change == Change.RE_CONSENT:
        others.filter(ends_at__isnull=True).update(ends_at=at)
    number = max(others.values_list("number", flat=True), default=0) + 1
    version = TextVersion.objects.create(
        pk=token or uuid4(), study=study, number=number, change=change, published_at=at, published_by=by
    )
    texts = [Text(version=version, language=lang, body=body, digest=rules.digest(body)) for lang, body in whole.items()]
    Text.objects.bulk_create(texts)
    record("consent.version_published", actor=by.pk, subject=study.pk, target=version.pk, payload={
        "number": number, "change": str(change), "digests": {each.language: each.digest for each in texts},
    }, at=at)  # fmt: skip
    return version
