"""The versions of the text, and her choices in its words."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import Denied
from consent import rules
from consent.following import standings
from consent.models import Act, Text, TextVersion
from studies.models import Study


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
