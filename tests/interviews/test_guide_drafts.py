"""A draft of the guide: changed by the lead alone, published whole, and then never changed by anybody."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from interviews import services
from interviews.models import GuideVersion, KeyQuestion, Theme
from interviews.queries import content_of
from interviews.sentences import codes_of
from ledger.models import Entry
from studies.services import add_participant
from tests.consent.acts import agree
from tests.interviews.pages import at, said
from tests.interviews.steps import content, planned

pytestmark = pytest.mark.usefixtures("agreed", "clock")


def change_page(draft: GuideVersion, part: Any) -> str:
    return reverse("interviews:guide-change", args=[draft.pk, part])


def sent(draft: GuideVersion, **fields: str) -> dict[str, str]:
    return {"seen": draft.changed_at.isoformat(), **fields}


@pytest.fixture
def lena(cast: Any, signed_in: Any) -> Any:
    return signed_in(cast.lena)


@pytest.fixture
def draft(cast: Any, guide: GuideVersion, noon: datetime) -> GuideVersion:
    return services.begin_draft(cast.study, at=noon)


def test_a_draft_begins_with_the_newest_words_there_is_one_at_a_time_and_only_its_lead_finds_it(
    cast: Any, lena: Any, ben: Any, guide: GuideVersion, signed_in: Any
) -> None:
    answers = [lena.post(at("guide-begin", cast.study.pk)) for _twice in range(2)]
    (draft,) = GuideVersion.objects.filter(published_at=None)
    assert {each["Location"] for each in answers} == {at("guide-version", draft.pk)}
    assert (draft.number, content_of(draft)) == (2, content_of(guide))
    assert "to be version 2" in said(lena.get(at("guide-version", draft.pk)))
    page = said(lena.get(reverse("interviews:guide")))
    assert ("version 1, published on 8 June 2026" in page, page.count("none yet")) == (True, 1)
    assert (
        "Mothers, 2 draft – version 2 beside the one before Mothers, 1 published on 8 June 2026 Lena none yet –" in page
    )
    for browser in (ben, signed_in(cast.sofie), signed_in(cast.otto)):
        for name in ("guide-version", "guide-preview", "guide-changes", "guide-export", "guide-publish"):
            assert browser.get(at(name, draft.pk)).status_code == 404
    assert ben.post(at("guide-begin", cast.study.pk)).status_code == 404
    assert planned(cast, cast.at).interview.guide == guide  # nobody talks along a draft
    few = "8 June 2026 Lena fewer than 5 interviews have begun with it"
    assert few in said(lena.get(reverse("interviews:guide")))
    for _other in range(4):
        her = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=cast.at)
        agree(her, by=cast.ben, at=cast.at)
        planned(cast, cast.at, her)
    assert "8 June 2026 Lena 5 interviews have begun with it" in said(lena.get(reverse("interviews:guide")))


def test_sentences_are_changed_added_and_taken_away_in_three_languages(lena: Any, draft: GuideVersion) -> None:
    page = lena.get(change_page(draft, "opening"))
    assert "Welcome (nl)" in page.content.decode()
    for fields, link in (
        ({"s1-en": "a\u202eb"}, "Sentence 1 · English: A sign that cannot be seen stands in this line."),
        ({"s1-en": "a", "s1-place": "9"}, "Sentence 1 · Place: This is more than 1. Look at it once more; everything"),
    ):
        refused = lena.post(change_page(draft, "opening"), sent(draft, **fields))
        assert (refused.status_code, link in said(refused)) == (422, True)
    kept = lena.post(change_page(draft, "opening"), sent(draft, **{
        "s1-en": "", "s1-nl": " ", "s1-fr": "", "s2-en": "  Good\nday ", "s2-nl": "Dag",
    }))  # fmt: skip
    assert kept["Location"] == at("guide-version", draft.pk) + "#part-opening"
    draft.refresh_from_db()
    assert draft.opening == [{"en": "Good day", "nl": "Dag", "fr": ""}]
    assert "Opening, sentence 1: fr" in said(lena.get(at("guide-version", draft.pk)))
    assert "not translated yet" in said(lena.get(at("guide-version", draft.pk), {"language": "all"}))


def test_a_theme_is_added_changed_and_taken_away(lena: Any, draft: GuideVersion, clock: Any) -> None:
    new = {"title-en": "Rest", "q1-en": "Where do you find rest?", "q1p1-nl": "Buiten?"}
    assert lena.post(change_page(draft, 3), sent(draft, **new)).status_code == 302
    draft.refresh_from_db()
    (question,) = content_of(draft)["themes"][2]["questions"]
    assert (question["code"], question["probes"]) == ("K05", [{"text": {"en": "", "nl": "Buiten?", "fr": ""}}])
    clock.on(minutes=1)
    for fields in ({"q1-en": "a"}, {"title-en": "x" * 501, "q1-en": "a"}, {"title-en": "a", "q1p1-en": "b"}):
        refused = lena.post(change_page(draft, 3), sent(draft, **fields))
        assert (refused.status_code, fields[max(fields)] in refused.content.decode()) == (422, True)
    for codes in ({"q1-code": "K01"}, {"q1-code": "<b>"}, {"q1-code": "K05", "q2-code": "K05", "q2-en": "b"}):
        forged = sent(draft, **{"title-en": "a", "q1-en": "a"} | codes)
        assert lena.post(change_page(draft, 3), forged).status_code == 422
    assert lena.post(change_page(draft, 3), sent(draft, **{"title-en": ""})).status_code == 302
    assert len(content_of(draft)["themes"]) == 2
    for part in ("4", "0", "-1", "closingg", "9" * 400):
        assert lena.get(change_page(draft, part)).status_code == 404


def test_sentences_questions_and_themes_are_moved_by_their_number(
    lena: Any, draft: GuideVersion, noon: datetime
) -> None:
    def move(part: Any, expected: str, places: dict[str, str]) -> None:
        form = lena.get(change_page(draft, part)).context["form"]
        fields = {name: form[name].value() or "" for name in form.fields}
        kept = lena.post(change_page(draft, part), fields | places)
        assert kept["Location"] == at("guide-version", draft.pk) + f"#part-{expected}"

    rows = [{"text": dict.fromkeys(("en", "nl", "fr"), word)} for word in "abc"]
    services.change_draft(draft, "opening", rows, seen=draft.changed_at, at=noon)
    for places, order in (({"s3-place": "1"}, "cab"), ({"s1-place": "3"}, "abc"), ({"s2-place": "2"}, "abc")):
        move("opening", "opening", places)
        assert [row["nl"] for row in GuideVersion.objects.get(pk=draft.pk).opening] == list(order)
    move(1, "1", {"q2-place": "1"})
    assert codes_of(content_of(draft)) == ["K02", "K01", "K03", "K04"]
    move(2, "1", {"theme-place": "1"})
    assert codes_of(content_of(draft)) == ["K03", "K04", "K02", "K01"]
    move(1, "2", {"theme-place": "2"})
    assert codes_of(content_of(draft)) == ["K02", "K01", "K03", "K04"]
    draft.refresh_from_db()
    refused = lena.post(change_page(draft, 1), sent(draft, **{"title-en": "a", "theme-place": "3"}))
    assert refused.status_code == 422
    assert "Question K02 stands in another place: it was 1.2, and is 1.1." in said(
        lena.get(at("guide-changes", draft.pk))
    )


def test_what_a_colleague_kept_meanwhile_is_not_overwritten_and_what_was_typed_stays(
    lena: Any, draft: GuideVersion, noon: datetime
) -> None:
    old = sent(draft, **{"s1-en": "Mine"})
    services.change_draft(draft, "opening", [], seen=draft.changed_at, at=noon + timedelta(minutes=1))
    for fields in (old, {"s1-en": "Mine"}, {"s1-en": "Mine", "seen": "nonsense"}):
        refused = lena.post(change_page(draft, "opening"), fields)
        assert (refused.status_code, "Mine" in refused.content.decode()) == (409, True)
    draft.refresh_from_db()
    assert draft.opening == []


def test_a_draft_is_published_whole_or_not_and_its_lead_reads_what_is_missing(
    cast: Any, lena: Any, draft: GuideVersion, noon: datetime
) -> None:
    lacking = content()
    lacking["themes"][0]["questions"][0]["text"]["fr"] = ""
    services.draft_guide(cast.study, lacking, at=noon)
    refused = lena.post(at("guide-publish", draft.pk))
    assert (refused.status_code, "not there in all three languages yet" in said(refused)) == (409, True)
    assert "Publish this version" not in said(lena.get(at("guide-version", draft.pk)))
    twice = content()
    twice["themes"][1]["questions"][0]["code"] = "K01"
    for lacks in (twice, {"opening": []}, {"themes": []}, {"themes": [{**content()["themes"][0], "questions": []}]}):
        services.draft_guide(cast.study, content() | lacks, at=noon)
        assert lena.post(at("guide-publish", draft.pk)).status_code == 409
    services.draft_guide(cast.study, content(themes=1), at=noon)
    acts = Entry.objects.filter(act="interviews.guide_published")
    before = acts.count()
    answers = [lena.post(at("guide-publish", draft.pk)) for _twice in range(2)]
    assert ([each.status_code for each in answers], acts.count() - before) == ([302, 302], 1)
    page = said(lena.get(at("guide-changes", draft.pk)))
    assert "Version 2 beside version 1" in page
    assert "Theme 2, its name taken away" in page


def test_words_that_press_are_named_on_the_draft_and_hold_nothing_back(
    cast: Any, lena: Any, draft: GuideVersion, noon: datetime
) -> None:
    pressing = content()
    pressing["opening"][0]["text"]["fr"] = "Dites-moi pourquoi"
    services.draft_guide(cast.study, pressing, at=noon)
    page = lena.get(at("guide-version", draft.pk))
    assert "Opening, sentence 1 (French): “ pourquoi ”. It asks her for a reason" in said(page)
    assert "1 hint above is still open. Publish this version" in said(page)
    assert page.content.decode().count(f'<li><a href="{change_page(draft, "opening")}">') == 1
    assert lena.post(at("guide-publish", draft.pk)).status_code == 302


def test_a_draft_is_thrown_away_and_the_next_one_takes_its_number(cast: Any, lena: Any, draft: GuideVersion) -> None:
    assert lena.post(at("guide-throw-away", draft.pk)).status_code == 302
    assert lena.post(at("guide-throw-away", draft.pk)).status_code == 404
    assert services.begin_draft(cast.study, at=cast.at).number == 2


BENT = {
    "its words": lambda guide: GuideVersion.objects.filter(pk=guide.pk).update(opening=[]),
    "its day": lambda guide: GuideVersion.objects.filter(pk=guide.pk).update(published_at=None),
    "a question's words": lambda guide: KeyQuestion.objects.filter(theme__guide=guide).update(words={}),
    "a theme's name": lambda guide: Theme.objects.filter(guide=guide).update(title={}),
    "a question gone": lambda guide: KeyQuestion.objects.filter(theme__guide=guide)[0].delete(),
    "a question more": lambda guide: KeyQuestion.objects.create(
        theme=guide.themes.first(), position=9, code="K9", words={}
    ),
    "a theme more": lambda guide: Theme.objects.create(guide=guide, position=9, title={}),
    "a theme moved in": lambda guide: Theme.objects.filter(guide__published_at=None).update(guide=guide, position=8),
}  # fmt: skip


@pytest.mark.parametrize("bent", BENT)
def test_the_database_itself_refuses_to_change_a_published_guide(
    bent: str, cast: Any, guide: GuideVersion, noon: datetime
) -> None:
    services.draft_guide(cast.study, content(themes=1), at=noon)
    with pytest.raises(DatabaseError, match="a published guide is never changed"), transaction.atomic():
        BENT[bent](guide)


def test_nothing_published_is_thrown_away_by_a_service_or_by_the_database(guide: GuideVersion) -> None:
    with pytest.raises(services.Published):
        services.throw_away(guide)
    with pytest.raises(services.Published):
        services.change_draft(guide, "opening", [], seen=guide.changed_at, at=guide.published_at)
    with (
        pytest.raises(DatabaseError, match="a published guide is never changed"), transaction.atomic(),
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute("DELETE FROM interviews_guideversion")


REPLACED = {
    "by its id": "INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s",
    "by another row": "UPDATE OR REPLACE {table} SET {unique} WHERE id <> %s",
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has REPLACE")
@pytest.mark.parametrize("how", REPLACED)
@pytest.mark.parametrize("model", [GuideVersion, Theme, KeyQuestion])
def test_nothing_published_is_replaced(how: str, model: Any, cast: Any, guide: GuideVersion, noon: datetime) -> None:
    services.draft_guide(cast.study, content(themes=1), at=noon)
    kept = content_of(guide)
    row = {
        GuideVersion: guide,
        Theme: guide.themes.first(),
        KeyQuestion: KeyQuestion.objects.filter(theme__guide=guide).first(),
    }[model]
    unique = "number = 1" if model is GuideVersion else f"id = '{row.pk.hex}'"
    words = REPLACED[how].format(table=model._meta.db_table, unique=unique)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words, [row.pk.hex])
    assert content_of(GuideVersion.objects.get(pk=guide.pk)) == kept
