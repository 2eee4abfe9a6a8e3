"""Nothing is published that promises too much, lacks a word, or differs between languages."""

import copy
from datetime import timedelta
from typing import Any

import pytest

from consent import queries, services
from consent.models import Text
from ledger.models import Entry
from studies.models import Wording
from tests.consent.acts import agree, publish


def faults_of(cast: Any, bodies: dict[str, Any]) -> list[tuple[str, str, str]]:
    with pytest.raises(services.NotPublishable) as refused:
        services.publish(cast.study, bodies, change="re_consent", by=cast.lena, at=cast.at)
    assert refused.value.words
    return refused.value.faults


@pytest.fixture
def bodies(cast: Any) -> Any:
    """Give reference texts that can be published."""
    publish(cast.study, by=cast.lena, at=cast.at - timedelta(days=1))
    return copy.deepcopy(services.reference_bodies(cast.study))


def test_a_placeholder_missing_in_one_language_is_named(cast: Any, bodies: Any) -> None:
    Wording.objects.filter(study=cast.study, key="travel", language="fr").delete()
    assert faults_of(cast, services.reference_bodies(cast.study)) == [("fr", "placeholder", "travel")]


def test_limits_in_the_text_are_those_of_the_study(cast: Any, bodies: Any) -> None:
    cast.study.recording_days, cast.study.withdrawal_days = 14, 5
    said = {each["code"]: each["text"] for each in services.reference_bodies(cast.study)["nl"]["sections"]}
    assert "ten laatste 14 dagen" in said["S08"]
    assert "binnen 5 dagen" in said["S11"]
    assert "(nummer 2026/00)" in said["S02"]


def test_items_that_differ_between_languages_are_refused(cast: Any, bodies: Any) -> None:
    bodies["nl"]["items"].pop(6)
    assert faults_of(cast, bodies) == [("nl", "parts", "items")]


def test_a_missing_language_is_refused(cast: Any, bodies: Any) -> None:
    del bodies["fr"]
    assert faults_of(cast, bodies) == [("fr", "language", "fr")]


@pytest.mark.parametrize(
    ("language", "promise"),
    [("en", "Completely\nanonymous"), ("nl", "volledig anoniem"), ("fr", "complètement anonyme")],
)
def test_a_promise_of_full_anonymity_is_refused(cast: Any, bodies: Any, language: str, promise: str) -> None:
    bodies[language]["sections"][8]["text"] += f" {promise}."
    assert [(where, what) for where, what, _ in faults_of(cast, bodies)] == [(language, "promise")]


def test_a_version_is_frozen_with_a_digest_for_each_language(cast: Any) -> None:
    version = publish(cast.study, by=cast.lena, at=cast.at)
    texts = {each.language: each for each in Text.objects.filter(version=version)}
    assert set(texts) == {"en", "nl", "fr"}
    assert len({each.digest for each in texts.values()}) == 3
    assert "{" not in str([each["text"] for each in texts["en"].body["sections"]])
    assert Entry.objects.filter(act="consent.version_published", target=version.pk).count() == 1


@pytest.mark.parametrize(("change", "holds"), [("editorial", True), ("inform", True), ("re_consent", False)])
def test_only_a_version_that_asks_again_ends_the_one_before(cast: Any, change: str, holds: bool) -> None:
    agree(cast.ana, by=cast.ben, at=cast.at)
    later = cast.at + timedelta(days=1)
    newest = publish(cast.study, by=cast.lena, at=later, change=change)
    found = queries.in_force(cast.ana, later)
    assert (found.valid, found.missing) == (holds, [] if holds else ["version"])
    assert queries.current_version(cast.study.pk, later) == newest
    assert queries.in_force(cast.ana, cast.at).valid


def test_after_a_new_version_she_agrees_again_by_two_new_acts(agreed: Any) -> None:
    later = agreed.at + timedelta(days=1)
    publish(agreed.study, by=agreed.lena, at=later - timedelta(hours=1))
    act = agree(agreed.ana, by=agreed.ben, at=later)
    assert act.kind == "re_consent"
    assert queries.in_force(agreed.ana, later).version == act.version.number
