"""The drill: proving, beside the running installation, that a backup comes back."""

import base64
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from ledger.services import own_subject, record
from upkeep import bundles, keeping
from upkeep.bundles import DATA, KEYS, Bundle, Whole
from upkeep.coming_back import Read, chosen, read, said_plainly
from upkeep.proving import NotProven, Proof
from upkeep.readings import PROVEN
from vault import services as vault

BY_HAND = "upkeep.recovery_key_proven"
NOT_OURS = "This backup is of another installation."
MADE_UP = "This backup or its part was not signed with the keys of this installation: it was made up."
NOTHING_YET = "There is no backup yet that this server could prove. Make one first."
NO_KEY = "What this server keeps to open its newest backup was changed. Make a new one, then prove that."
GONE = "The newest backup, or its part, is not where it was written. Make a new one, then prove that."


def drill(at: datetime) -> Proof:
    """Prove, with this server's own keys, that the newest backup comes back; the act says so. Raises NotProven.

    It does not prove that a recovery key opens it: `drill_by_hand` does.
    """
    kept = keeping.kept_for_drill()
    if set(kept) != {DATA, KEYS}:
        raise NotProven(NOTHING_YET)
    if not all(Path(each["path"]).is_file() for each in kept.values()):
        raise NotProven(GONE)
    with said_plainly():
        bundle = _kept(kept, DATA)
        data, part = bundle.whole(), _kept(kept, KEYS).whole()
        handed = chosen(data, part)
        found = Read(bundle, data, part, handed, vault.copied(handed.keyring))
        found.refuse_unsigned()
        proof = found.proven_beside(at)
    _tell(data, proof, at, PROVEN)
    return proof


def is_newest(backup: Path) -> bool:
    """Say whether this file is the newest backup of this server."""
    newest = keeping.kept_for_drill().get(DATA)
    return newest is not None and Path(newest["path"]).resolve() == backup.resolve()


def _kept(kept: dict[str, dict[str, str]], kind: str) -> Bundle:
    try:
        wrapped = base64.b64decode(kept[kind]["key"], validate=True)
        key = vault.unwrap(wrapped, subject=own_subject(), purpose=keeping.PURPOSE)
    except ValueError:  # also Tampered
        raise NotProven(NO_KEY) from None
    return bundles.opened(Path(kept[kind]["path"]), kind, key=key)


def drill_by_hand(backup: Path, part: Path, private: bytes, at: datetime) -> Proof:
    """Prove with a private recovery key that a backup of this installation comes back; the acts say so.

    Raises NotProven.
    """
    with said_plainly():
        found = read(backup, part, private)
        if found.data.says["about"]["log"] != str(own_subject()):
            raise NotProven(NOT_OURS)
        if not all(each.is_signed_by(vault.public_key()) for each in (found.data, found.part)):
            raise NotProven(MADE_UP)
        proof = found.proven_beside(at)
    _tell(found.data, proof, at, PROVEN, BY_HAND)
    return proof


def _tell(data: Whole, proof: Proof, at: datetime, *acts: str) -> None:
    log = own_subject()
    said = {"entries": proof.entries, "readable": proof.readable, "gone": proof.gone}
    with transaction.atomic():
        for act in acts:
            record(act, actor=log, subject=log, target=UUID(data.says["about"]["id"]), payload=said, at=at)
