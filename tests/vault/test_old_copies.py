"""Three old copies, the newest keyring and the passphrase in one hand read nothing of hers; we read all the rest."""

import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from consent import services as consent
from studies.services import add_participant
from tests.conftest import Cast
from tests.consent.acts import agree
from tests.vault.copies import Copy, copied, readable
from tests.vault.keyrings import stretch_little
from timelines.services import apply, open_for_drawing, start
from vault import services


@pytest.fixture
def apart(committed: None, noon: datetime, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Everybody, really committed, with a keyring of the test's own."""
    stretch_little(monkeypatch)
    settings.KEYRING, settings.EPOCHS = tmp_path / "now" / "keyring", tmp_path / "now" / "epochs"
    return Cast(noon)


def draw(participant: Any, at: datetime) -> None:
    """Let a word of hers come onto her timeline."""
    timeline = start(participant, at=at)
    open_for_drawing(timeline, at=at)
    apply(
        timeline,
        {"id": str(uuid4()), "kind": "put", "target": str(uuid4()), "lane": str(timeline.lanes.get(position=1).pk),
         "shape": "moment", "from_age": 20, "to_age": 20, "label": "a summer"},
        hers=True, by=participant.pk, at=at,
    )  # fmt: skip


def three_copies(cast: Cast, folder: Path) -> list[Copy]:
    """Let two participants agree and draw, and somebody else's key be destroyed in between; copy at three moments."""
    cast.bea_s = add_participant(cast.study, cast.centre, language="en", by=cast.bea, at=cast.at)
    cast.gone = add_participant(cast.study, cast.centre, language="en", by=cast.bea, at=cast.at)
    agree(cast.ana, by=cast.ben, at=cast.at)
    agree(cast.bea_s, by=cast.bea, at=cast.at)
    first = copied(folder / "first", epochs=True)
    draw(cast.ana, cast.at)
    draw(cast.bea_s, cast.at)
    second = copied(folder / "second", epochs=True)
    services.destroy(cast.gone.pk)
    return [first, second, copied(folder / "third", epochs=True)]


def test_three_old_copies_the_newest_keyring_and_the_passphrase_open_nothing_of_hers(
    apart: Cast, settings: Any, tmp_path: Path
) -> None:
    old = three_copies(apart, tmp_path)
    consent.withdraw(apart.ana, "W3", by_code=True, at=apart.at + timedelta(minutes=1))
    assert consent.carry_out(apart.ana.pk, apart.at + timedelta(minutes=1))
    now = copied(tmp_path / "newest")
    values = [value for copy in [*old, now] for value in copy.values]
    hers = [value for value in values if value.subject == apart.ana.pk]
    others = [value for value in values if value.subject not in {apart.ana.pk, apart.gone.pk}]
    keyrings = [copy.keyring for copy in [*old, now]]
    assert readable(hers, keyrings, [settings.EPOCHS]) == set()
    assert readable(others, [settings.KEYRING], [settings.EPOCHS]) == {tuple(each.place.values()) for each in others}
    assert len(hers) > 30
    assert len(others) > 60
    # the attack is a real one: with what must never be copied it reads all of hers
    with_epochs = readable(hers, keyrings, [copy.keyring.with_name("epochs") for copy in old])
    assert with_epochs == {tuple(each.place.values()) for each in hers}


SECOND = """
import sys, threading, django
from uuid import UUID
django.setup()
from vault import services
place = {"subject": UUID(sys.argv[1]), "table": "a", "column": "b", "row": UUID(int=7)}
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set())).start()
print("begun", flush=True)
while not over.is_set():
    assert services.open_sealed(services.seal("words", **place), **place) == "words"
print("done")
"""


@pytest.mark.security
def test_a_second_process_seals_and_opens_while_keys_are_destroyed(root: Path, settings: Any) -> None:
    subject, ends = uuid4(), [uuid4() for _ in range(8)]
    for each in (subject, *ends):
        services.make_key(each)
    environment = {"ATTUNE_MODE": "demo", "ATTUNE_VAR": str(settings.VAR), "DJANGO_SETTINGS_MODULE": "config.settings"}
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", SECOND, str(subject)]
    with subprocess.Popen(
        command, cwd=root, env=environment, text=True, stdin=pipe, stdout=pipe, stderr=pipe
    ) as second:  # fmt: skip
        assert second.stdout.readline() == "begun\n"
        for each in ends:
            services.destroy(each)
        assert second.poll() is None
        told, wrong = second.communicate(timeout=60)
    assert (told, wrong, second.returncode) == ("done\n", "", 0)


def test_what_she_had_kept_is_closed_in_every_thread_at_once(apart: Cast) -> None:
    place = {"subject": apart.ana.pk, "table": "a", "column": "b", "row": uuid4()}
    sealed, seen = services.seal("words", **place), []

    def read() -> None:
        try:
            seen.append(services.open_sealed(sealed, **place))
        except services.KeyDestroyed:
            seen.append("closed")

    def in_threads() -> list[str]:
        seen.clear()
        threads = [threading.Thread(target=read) for _ in range(3)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        return list(seen)

    assert in_threads() == ["words"] * 3
    services.destroy(apart.ana.pk)
    assert in_threads() == ["closed"] * 3
