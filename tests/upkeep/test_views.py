"""The page of who runs the installation: people and machines, no participant."""

import re
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.services import add_person
from ledger.queries import size
from studies.models import Membership
from upkeep import folder, patience, queries
from vault.services import count, destroy, new_recovery_key


def test_the_administrator_sees_who_does_what(cast: Any, noon: datetime) -> None:
    cast.tess.is_active = False
    cast.tess.save()
    found = {one.name: (one.duties, one.state != "closed") for one in queries.people(noon)}
    assert found == {
        "Adam": ("administrator", True), "Aude": ("ethics auditor", True), "Bea": ("interviewer", True),
        "Ben": ("interviewer", True), "Cleo": ("interviewer", True), "Lena": ("study lead", True),
        "Otto": ("study lead", True), "Rita": ("second reader", True), "Sofie": ("supervisor", True),
        "Tess": ("therapist", False), "Thea": ("therapist", True), "Theo": ("therapist", True),
    }  # fmt: skip


def test_no_code_of_a_participant_is_on_the_page(cast: Any, signed_in: Any) -> None:
    page = signed_in(cast.adam).get("/upkeep/").content.decode()
    assert (re.findall(r"\bP\d\d\b", page), str(cast.ana.pk) in page, "The Lime Tree" in page) == ([], False, False)


@pytest.mark.parametrize(
    ("mails", "words"),
    [
        (False, "none is set up: what waits stands on everybody's own page"),
        (True, "3 mails are late, or may never have gone. What they stand for waits on a list all the same."),
    ],
)
def test_without_a_mail_server_no_mail_is_late(
    cast: Any, signed_in: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, mails: bool, words: str
) -> None:
    settings.MAILS = mails
    monkeypatch.setattr("upkeep.views.unsent", lambda at: 3)
    assert f"<dt>Mail</dt><dd>{words}</dd>" in signed_in(cast.adam).get("/upkeep/").content.decode()


def test_the_state_of_the_installation_is_told(cast: Any, signed_in: Any) -> None:
    page = signed_in(cast.adam).get("/upkeep/").content.decode()
    found = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    assert sorted(found) == [
        "Database", "Free on the disk", "Last backup", "Last proven restore", "Last proven with the recovery key",
        "Mail", "Redis", "Version",
    ]  # fmt: skip
    state = queries.installation()
    assert (found["Version"], found["Database"]) == (state.version, state.database)
    assert page.count(f"it is whole, with {size()} entries.") == 1


def test_a_folder_that_hangs_holds_no_page(
    cast: Any, signed_in: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that is away: each page waits a moment, and one thread hangs, however often somebody looks."""
    let_go, hang = threading.Event(), []

    def hangs(*_: Any) -> Any:
        hang.append(threading.current_thread())
        assert let_go.wait(30)
        raise OSError

    class Away(type(tmp_path)):  # type: ignore[misc]
        resolve = hangs

    settings.BACKUPS, settings.CHECKPOINTS_FOLDER = str(tmp_path), Away(tmp_path)
    settings.RECOVERY_KEYS = [new_recovery_key()[1].hex()]
    monkeypatch.setattr(folder, "backups", hangs)
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    browser = signed_in(cast.adam)
    try:
        for _look in range(3):
            page = browser.get("/upkeep/").content.decode()
            assert "Attach that folder." in page
            assert "The folder cannot be written or read, so none is carried." in page
        assert len(hang) == 2
    finally:
        let_go.set()
        for thread in hang:
            thread.join()


def test_the_custodian_also_sees_how_many_keys_there_are(cast: Any, cara: Any, signed_in: Any) -> None:
    custodian = signed_in(cara)
    custodian.get("/upkeep/")  # the first look makes a key of the installation's own, whichever test came before
    kept, destroyed = count()
    destroy(cast.ana.pk)
    page = custodian.get("/upkeep/").content.decode()
    found = dict(re.findall(r"<dt>(Keys.*?)</dt><dd>(.*?)</dd>", page))
    assert found == {"Keys kept": str(kept - 1), "Keys destroyed": str(destroyed + 1)}


@pytest.mark.parametrize("who", ["lena", "ben", "rita", "thea", "sofie", "aude"])
def test_the_page_is_theirs_only(cast: Any, signed_in: Any, who: str) -> None:
    assert signed_in(getattr(cast, who)).get("/upkeep/").status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_people_take_a_fixed_number_of_queries(
    cast: Any, noon: datetime, django_assert_num_queries: Any, more: int
) -> None:
    for number in range(more):
        add_person(email=f"{number}@example.org", name="More", at=noon)
    with django_assert_num_queries(6):
        queries.people(noon)


def test_what_somebody_does_begins_on_the_study_s_own_calendar(cast: Any) -> None:
    Membership.objects.filter(person=cast.rita).update(delegated_from=date(2026, 6, 10))
    before, after = (datetime(2026, 6, 9, hour, 30, tzinfo=UTC) for hour in (21, 22))  # midnight is at 22:00 there
    duties = [{one.name: one.duties for one in queries.people(at)}["Rita"] for at in (before, after)]
    assert duties == ["", "second reader"]
