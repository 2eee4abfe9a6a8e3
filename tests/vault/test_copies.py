"""A keyring out of a safety copy opens in memory, and changes nothing."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.vault.keyrings import ring_in
from vault import copies, recovery, services
from vault.keyring import Keyring
from vault.recovery import NotRestorable

NAMES = {str(uuid4()), "signing"}


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    """A keyring with two keys."""
    return ring_in(tmp_path / "live", names=NAMES)


def test_it_opens_with_the_recovery_key_and_lies_in_no_file(ring: Keyring, tmp_path: Path) -> None:
    private, public = recovery.new_key()
    before = sorted(tmp_path.rglob("*"))
    copy = copies.recovered(recovery.hand_out(ring, [public]), private)
    assert {name: copy.key(name) for name in copy.names()} == {name: ring.key(name) for name in NAMES}
    assert (sorted(tmp_path.rglob("*")), copy.epoch(), copy.id()) == (before, 1, ring.id())


def test_it_opens_with_what_opens_the_keyring_today_until_the_next_epoch(ring: Keyring) -> None:
    handed = recovery.hand_out(ring, [recovery.new_key()[1]])
    assert copies.checked(handed.keyring, ring.provider).names() == NAMES
    ring.rotate(2)
    with pytest.raises(NotRestorable):
        copies.checked(handed.keyring, ring.provider)


@pytest.mark.parametrize("image", [b"", b"SQLite format 3\x00" + bytes(4080), b"words" * 999])
def test_what_is_no_keyring_is_refused(ring: Keyring, image: bytes) -> None:
    private, public = recovery.new_key()
    handed = recovery.hand_out(ring, [public])
    with pytest.raises(NotRestorable):
        copies.recovered(recovery.HandedOut(1, image, handed.part), private)


def test_it_knows_the_key_with_which_its_installation_signs() -> None:
    signs = services.public_key()  # made when it is asked for, whichever test came before
    private, public = services.new_recovery_key()
    copy = services.recovered(services.hand_out([public]), private)
    assert services.public_key_of(copy) == signs


def test_whoever_waits_for_the_end_of_an_epoch_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(services, "_after_an_epoch", [])

    def tell() -> None:
        told.append(services.epoch())

    for _ in range(2):
        services.after_an_epoch(tell)
    subject = UUID(int=7)
    services.make_key(subject)
    before = services.epoch()
    services.destroy(subject)
    services.rotate(before + 2)
    services.finish()
    assert told == [before + 1, before + 2, before + 2]
    assert not services.has_key(subject)
