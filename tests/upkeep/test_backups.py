"""A backup comes back whole: rows, register and keys, on both databases; what is destroyed stays destroyed."""

import stat
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import Invitation, Session
from accounts.services.invitations import invite
from consent import services as consent
from consent.queries import ended_by, everything_gone, in_force, withdrawal
from consent.services import unfinished
from ledger.models import Entry, Payload
from ledger.queries import first_fault
from ledger.services import own_subject
from studies.models import Participant
from tests.transcripts.holding import hold
from tests.upkeep.backups import Living, empty_place
from timelines import links
from timelines.links import open_link
from timelines.models import ShareLink, Thing, Timeline
from transcripts.models import Device, Recording
from transcripts.services import mark_deleted, register_recording
from upkeep import drilling, proving, restoring
from upkeep.services import carry_out as carry_out_order
from upkeep.services import confirm_destruction, order_destruction
from vault import services as vault


def readable() -> dict[str, str]:
    return {str(each.pk): str(each.told) for each in Thing.objects.all()}


@pytest.mark.parametrize("tables", [True, False])
def test_a_backup_comes_back_into_an_empty_installation(living: Living, tmp_path: Path, tables: bool) -> None:
    before, words, signing = proving.state(), readable(), vault.public_key()
    made = living.backup()
    with empty_place(tmp_path / "back", living.template, tables=tables):
        proof, finished = restoring.restore(made.path, made.part, living.private, living.at + timedelta(hours=1))
        last = Entry.objects.order_by("seq").last()
        assert (proof, finished) == (proving.Proof(made.entries, 3, 0), set())
        assert (last.act, last.target, last.seq) == ("upkeep.restored", made.id, made.entries + 1)
        assert (first_fault(), readable(), vault.public_key()) == (None, words, signing)
        after = proving.state()
        assert after["ledger"]["name"] == before["ledger"]["name"]
        changed = {name for name, count in before["counts"].items() if count != after["counts"][name]}
        assert changed == {"ledger_entry", "ledger_payload", "ledger_checkpoint"}
        assert "entries" in Payload.objects.get(entry=last).content
        consent.withdraw(
            Participant.objects.get(pk=living.cast.ana.pk), "W1", by_code=True, at=living.at
        )  # it lives on


def test_a_backup_names_nobody_and_lies_for_its_owner_only(living: Living) -> None:
    made = living.backup()
    entry = Entry.objects.order_by("seq").last()
    assert (entry.act, entry.target) == ("upkeep.backed_up", made.id)
    assert Payload.objects.get(entry=entry).content == f'{{"entries":{made.entries},"rows":{made.rows}}}'
    files = sorted((living.folder / "backups").iterdir())
    log = before_log()
    assert [path.name for path in files] == [f"attune-{log}-1.keys", f"attune-{log}-20260609T100000Z.backup",
                                               f"attune-{log}.place"]  # fmt: skip
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    # none so short that it stands in sealed bytes by chance
    told = [b"Mothers", b"example.org", b"a summer", b"keyring", str(living.cast.ana.pk).encode(), b"SQLite"]
    assert [(path.name, word) for path in files for word in told if word in path.read_bytes()] == []


def access() -> tuple[int, int, int]:
    """Give how many sessions, open invitations and open links there are."""
    open_links = ShareLink.objects.filter(closed_at=None).count()
    return Session.objects.count(), Invitation.objects.filter(used_at=None).count(), open_links


def test_no_access_of_before_comes_back(living: Living, tmp_path: Path) -> None:
    cast, at = living.cast, living.at
    Session.objects.create(digest="a" * 64, expire_date=at, person=cast.ben, seen_at=at, patience=60)
    invite(cast.bea, by=cast.adam.pk, at=at)
    open_link(Timeline.objects.get(participant=cast.ana), lands_on="/j/timeline/", by=cast.ben, at=at)
    made = living.backup()
    assert access() == (1, 1, 1)
    with empty_place(tmp_path / "back", living.template):
        restoring.restore(made.path, made.part, living.private, at)
        assert (access(), Entry.objects.filter(act="timelines.link_closed").count()) == ((0, 0, 0), 1)


def begin_and_end(living: Living) -> tuple[Path, Path]:
    """Let Ana's device in, make a backup, destroy her key; give that backup and the newest part."""
    timeline = Timeline.objects.get(participant=living.cast.ana)
    open_link(timeline, lands_on="/j/timeline/", by=living.cast.ben, at=living.at)
    made = living.backup()
    consent.withdraw(living.cast.ana, "W3", by_code=True, at=living.at)
    assert consent.carry_out(living.cast.ana.pk, living.at)
    (part,) = (living.folder / "backups").glob("*.keys")
    return made.path, part


def hers(participant: Participant) -> UUID:
    """Give what sealed the closing of a link before: her own key, also where it is gone."""
    return participant.pk


def test_an_open_link_of_somebody_whose_key_is_gone_is_closed_by_the_restore(living: Living, tmp_path: Path) -> None:
    path, part = begin_and_end(living)
    assert drilling.drill(living.at).gone == 1
    with empty_place(tmp_path / "back", living.template):
        proof, _ended = restoring.restore(path, part, living.private, living.at)
        closed = Entry.objects.get(act="timelines.link_closed")
        assert (proof.gone, access()[2], closed.subject) == (1, 0, living.cast.study.pk)


def ended_by_staff(living: Living) -> None:
    cast = living.cast
    order = order_destruction(cast.ana, reason="time_over", by=cast.otto, at=living.at)
    confirm_destruction(order, by=cast.adam, at=living.at)
    assert carry_out_order(order.pk, living.at)


def ended_by_her(living: Living) -> None:
    consent.withdraw(living.cast.ana, "W3", by_code=True, at=living.at)
    assert consent.carry_out(living.cast.ana.pk, living.at)


@pytest.mark.parametrize("end", [ended_by_staff, ended_by_her])
def test_what_was_deleted_after_the_backup_is_deleted_again_and_never_said_to_go_on(
    living: Living, tmp_path: Path, end: Any
) -> None:
    code = consent.make_code(living.cast.ana, by=living.cast.ben, at=living.at)
    made = living.backup()
    end(living)
    (part,) = (living.folder / "backups").glob("*.keys")
    assert drilling.drill(living.at).gone == 1  # tried to its end
    with empty_place(tmp_path / "back", living.template):
        assert restoring.restore(made.path, part, living.private, living.at)[1] == set()
        her = Participant.objects.get(pk=living.cast.ana.pk)
        act, now = withdrawal(her.pk), in_force(her, living.at)
        assert (act.kind, act.reason, now.withdrawn, now.valid) == ("deletion", "restored", "W3", False)
        assert (in_force(Participant.objects.get(pk=living.cast.bea_s.pk), living.at).withdrawn, unfinished()) == (
            "", [her.pk],
        )  # fmt: skip
        assert '"deleted_again":1' in Payload.objects.get(entry__act="upkeep.restored").content
        browser = Client()
        browser.post("/code/", {"code": code})
        assert "It was deleted before." in browser.get("/code/mine/").content.decode()
        assert consent.carry_out(her.pk, living.at)  # as the start does
        assert (Timeline.objects.filter(participant=her).count(), everything_gone(her.pk), first_fault()) == (
            0, True, None,
        )  # fmt: skip
        assert "Everything about you is deleted." in browser.get("/code/mine/").content.decode()
        assert ended_by(her.pk) == own_subject()


@pytest.mark.parametrize("registered", [True, False])
def test_a_recording_that_came_back_is_asked_for_and_its_end_is_written_though_her_key_is_gone(
    living: Living, tmp_path: Path, registered: bool
) -> None:
    cast, her = living.cast, living.cast.ana.pk
    sitting = hold(cast, cast.ana, living.at)
    if registered:
        register_recording(sitting, device=Device.RECORDER, by=cast.ben, at=living.at)
    made = living.backup()
    consent.withdraw(cast.ana, "W3", by_code=True, at=living.at)
    assert (gone(living), everything_gone(her)) == (True, True)
    (part,) = (living.folder / "backups").glob("*.keys")
    with empty_place(tmp_path / "back", living.template):
        restoring.restore(made.path, part, living.private, living.at)
        assert (gone(living), everything_gone(her), first_fault()) == (True, True, None)
        acts = Entry.objects.filter(act__startswith="transcripts.recording_", subject=cast.study.pk).order_by("seq")
        ours = ["transcripts.recording_assumed", "transcripts.recording_deleted"]
        assert list(acts.values_list("act", flat=True)) == ours[registered:]


def gone(living: Living) -> bool:
    """Carry her withdrawal out; her recording waits for its keeper and a witness, and then is gone."""
    cast = living.cast
    consent.carry_out(cast.ana.pk, living.at)
    mark_deleted(Recording.objects.get(deleted_at=None), witness=cast.bea, by=cast.ben, at=living.at)
    return consent.carry_out(cast.ana.pk, living.at)


def test_the_drill_calls_nothing_good_that_a_restore_could_not_finish(
    living: Living, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, part = begin_and_end(living)
    monkeypatch.setattr(links, "sealing", hers)
    with pytest.raises(proving.NotProven) as refused:
        drilling.drill(living.at)
    assert refused.value.words == proving.NO_END
    with empty_place(tmp_path / "back", living.template):
        with pytest.raises(proving.NotProven) as stopped:
            restoring.restore(path, part, living.private, living.at)
        assert (stopped.value.words, restoring._mark().exists()) == (proving.NO_END, False)


def test_a_place_that_stood_half_restored_is_finished_with_the_mended_program(
    living: Living, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, part = begin_and_end(living)
    with empty_place(tmp_path / "back", living.template):
        with monkeypatch.context() as before:
            before.setattr(links, "sealing", hers)
            before.setattr(proving, "tried", lambda *_: None)
            with pytest.raises(proving.NotProven) as stopped:
                restoring.restore(path, part, living.private, living.at)
        assert (stopped.value.words, restoring._is_back()) == (restoring.NOT_FINISHED, True)
        assert restoring.restore(path, part, living.private, living.at) == (None, set())
        assert (access()[2], restoring._mark().exists()) == (0, False)


def before_log() -> str:
    from ledger.services import own_subject

    return str(own_subject())[:8]


def test_what_opens_the_keyring_is_sealed_in_the_part_alone(living: Living) -> None:
    made = living.backup()
    ring = vault.keyring_in(*living.places())
    secret = ring.provider.key(ring.kek())
    inside = b"".join(b"".join(pieces) for _name, pieces in living.opened(made.path).members())
    part = b"".join(b"".join(pieces) for _name, pieces in living.opened(made.part, "keys").members())
    assert [where for where in (inside, part, made.path.read_bytes(), made.part.read_bytes()) if secret in where] == []
    assert {path.suffix for path in (living.folder / "backups").iterdir()} == {".backup", ".keys", ".place"}


def test_each_epoch_replaces_the_part_and_the_older_backup_comes_back_without_her(
    living: Living, settings: Any, tmp_path: Path
) -> None:
    settings.BACKUPS = str(living.folder / "backups")
    made = living.backup()
    consent.withdraw(living.cast.ana, "W3", by_code=True, at=living.at)
    assert consent.carry_out(living.cast.ana.pk, living.at)
    (part,) = (living.folder / "backups").glob("*.keys")
    assert (made.part.exists(), part.name.endswith("-2.keys")) == (False, True)
    with empty_place(tmp_path / "back", living.template):
        proof, finished = restoring.restore(made.path, part, living.private, living.at)
        assert (proof.readable, proof.gone, finished) == (2, 1, set())
        assert vault.has_key(living.cast.bea_s.pk)
        with pytest.raises(vault.KeyDestroyed):
            readable()


def test_a_destruction_that_was_ordered_before_the_backup_is_done_by_the_restore(
    living: Living, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent.withdraw(living.cast.ana, "W3", by_code=True, at=living.at)
    with monkeypatch.context() as killed:
        killed.setattr("consent.services.keys.destroy", stop)
        assert not consent.carry_out(living.cast.ana.pk, living.at)
    made = living.backup()
    with empty_place(tmp_path / "back", living.template):
        proof, finished = restoring.restore(made.path, made.part, living.private, living.at)
        assert (proof.readable, proof.gone, finished) == (2, 0, {living.cast.ana.pk})
        assert (vault.has_key(living.cast.ana.pk), vault.epoch()) == (False, 2)
        assert consent.carry_out(living.cast.ana.pk, living.at)  # and what is written of it goes on
        assert Entry.objects.filter(act="consent.key_destruction_ordered").count() == 1


def stop(*_: Any) -> None:
    raise vault.Unreachable
