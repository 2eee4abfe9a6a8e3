"""Her card and her copy, as the interviewer's device makes them."""

import hashlib
import io
import re
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import override
from pypdf import PdfReader

from consent import queries, services
from consent.models import ConsentCopy
from ledger.models import Entry
from tests.conftest import Cast
from tests.consent.acts import HEARD, agree
from tests.consent.pages import SPOKEN, WRITTEN, kinds, said_in


def test_the_first_card_is_made_once_and_a_further_one_only_for_a_reason(today_cast: Cast, ben: Any) -> None:
    agree(today_cast.ana, by=today_cast.ben, at=timezone.now())
    at, made = f"/consent/{today_cast.ana.pk}/", re.compile(r'class="code">([0-9A-Z-]{14})<')
    assert ben.get(f"{at}new-card/").url == f"{at}card/"
    first = made.search(ben.post(f"{at}card/").content.decode())
    assert first
    again = ben.post(f"{at}card/").content.decode()
    assert (made.search(again), "was already made" in again) == (None, True)
    token = str(uuid4())
    assert ben.post(f"{at}new-card/", {"token": token}).status_code == 422
    assert ben.post(f"{at}new-card/", {"reason": "lost"}).status_code == 422
    assert services.find(first[1]) == today_cast.ana
    second = made.search(ben.post(f"{at}new-card/", {"token": token, "reason": "lost"}).content.decode())
    assert second
    repeated = ben.post(f"{at}new-card/", {"token": token, "reason": "lost"}).content.decode()
    assert (made.search(repeated), "was already made" in repeated) == (None, True)
    assert (services.find(first[1]), services.find(second[1])) == (None, today_cast.ana)
    cards = Entry.objects.filter(act="consent.code_made").order_by("seq")
    assert [card.actor for card in cards] == [today_cast.ben.pk] * 2
    assert [said_in(card)["reason"] for card in cards] == ["", "lost"]


def test_the_copy_holds_every_answer_and_is_the_same_twice(today_cast: Cast, ben: Any) -> None:
    act = agree(today_cast.ana, by=today_cast.ben, at=timezone.now(), no=("C07",))
    at = f"/consent/{today_cast.ana.pk}/"
    ben.post(f"{at}card/")
    first, second = (ben.get(f"{at}copy/").content for _ in range(2))
    assert first == second
    assert hashlib.sha256(first).hexdigest() == ConsentCopy.objects.get(act=act).digest
    words = " ".join("".join(page.extract_text() + "\n" for page in PdfReader(io.BytesIO(first)).pages).split())
    for line in queries.choices_now(today_cast.ana.pk, "en", timezone.now()):
        assert f"{line['code']} {line['text']} {line['answer']}" in words
    assert "C07 The sound may be recorded. The recording is deleted after it is typed out. No" in words
    assert "Ben, 000 00 01" in words
    assert "P01" not in words
    for section in queries.text(act.version_id, "en").body["sections"]:
        assert section["text"] in words


def test_her_copy_is_in_her_language_whoever_asks_for_it(today_cast: Cast, ben: Any) -> None:
    at = f"/consent/{today_cast.ana.pk}/"
    ben.post(f"{at}oral/", {**HEARD, **SPOKEN})
    ben.post(f"{at}hers/", {**WRITTEN, "C07": "no", "go": "keep", "language": "fr", "token": str(uuid4())})
    act = queries.last_written(today_cast.ana.pk)
    assert act is not None
    copies = set()
    for language in ("en", "nl", "fr"):
        with override(language):
            copies.add(services.copy_of(act))
    words = " ".join("".join(page.extract_text() + "\n" for page in PdfReader(io.BytesIO(copies.pop())).pages).split())
    assert copies == set()
    items = {item["code"]: item["text"] for item in queries.text(act.version_id, "fr").body["items"]}
    assert [f"{code} {items[code]} {said}" in words for code, said in (("C01", "Oui"), ("C07", "Non"))] == [True, True]


def test_whether_she_got_her_copy_is_a_yes_or_a_no(ben: Any, today_cast: Cast, now: datetime) -> None:
    agree(today_cast.ana, by=today_cast.ben, at=now)
    before = kinds()
    assert ben.post(f"/consent/{today_cast.ana.pk}/received/").status_code == 422
    assert kinds() == before


def test_after_everything_is_deleted_no_card_and_no_copy_is_made(ben: Any, today_cast: Cast, now: datetime) -> None:
    agree(today_cast.ana, by=today_cast.ben, at=now)
    services.withdraw(today_cast.ana, "W3", by_code=True, at=now)
    services.carry_out(today_cast.ana.pk, now)
    assert queries.everything_gone(today_cast.ana.pk)
    answer = ben.post(f"/consent/{today_cast.ana.pk}/card/")
    assert (answer.status_code, b"No further sitting." in answer.content) == (409, True)
    assert not ConsentCopy.objects.exists()
