"""Rows of the register. Triggers let it grow by one entry at a time, and refuse every other change."""

import uuid

from django.db import models

from vault.fields import EncryptedText


class Head(models.Model):
    """The one row that says how long the register is; locked by whoever appends."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    log = models.UUIDField(default=uuid.uuid4, editable=False)  # this register among all others; also a key's subject
    size = models.BigIntegerField(default=0)
    digest = models.BinaryField(default=bytes(32))
    peaks = models.BinaryField(default=bytes)  # of the Merkle tree, 32 bytes each (ledger/merkle.py)
    anchored = models.BigIntegerField(default=0)  # size of the last checkpoint
    since = models.DateTimeField(null=True)  # instant of the oldest entry that no checkpoint holds

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_head_is_one_row")]

    def __str__(self) -> str:
        return f"register of {self.size}"


class Entry(models.Model):
    """One act, by opaque ids; what it said and its hour are only committed to here."""

    seq = models.BigIntegerField(primary_key=True)  # from 1, without a gap
    act = models.CharField(max_length=60)  # "<room>.<what happened>"
    at = models.DateTimeField()  # the chain holds its day (UTC); the instant is in the commitment
    actor = models.UUIDField()  # the person, or the participant herself
    subject = models.UUIDField(db_index=True)  # whose key seals the payload: participant, staff member or study
    target = models.UUIDField()  # the row the act is about
    commitment = models.BinaryField()  # SHA-256 of salt, instant and payload
    previous = models.BinaryField()  # digest of the entry before
    digest = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["actor", "target", "act"], name="ledger_entry_actor_target")]
        constraints = [models.UniqueConstraint(fields=["previous"], name="ledger_entry_no_fork")]

    def __str__(self) -> str:
        return f"entry {self.seq}"


class Payload(models.Model):
    """What an entry committed to, sealed with the subject's key: gone when that key is gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="payload")
    subject = "subject_id"
    subject_id = models.UUIDField()
    salt = EncryptedText()  # 64 hexadecimal digits
    content = EncryptedText()  # canonical JSON of codes and ids

    def __str__(self) -> str:
        return f"payload of entry {self.entry_id}"


class Check(models.Model):
    """What the last check of something found: the chain, the checkpoints outside, the keys. One row for each."""

    about = models.CharField(primary_key=True, max_length=10)
    at = models.DateTimeField()  # when it began
    seconds = models.FloatField()  # how long it took
    size = models.BigIntegerField()  # up to which entry; of keys, how many
    digest = models.BinaryField()  # of that entry
    fault = models.BigIntegerField(null=True)  # the entry at which it found one
    why = models.CharField(max_length=20, blank=True)  # a code, where a number does not say it
    signature = models.BinaryField()  # over all of it: who can write to the database alone makes no check up

    def __str__(self) -> str:
        return f"check up to {self.size}"


class Checkpoint(models.Model):
    """The register as it stood at one size, signed: what an outsider holds against it later."""

    number = models.BigIntegerField(primary_key=True)  # from 1, without a gap
    size = models.BigIntegerField()  # number of the last entry it holds
    root = models.BinaryField()  # of the Merkle tree over the entries
    key = models.BinaryField()  # the 32-byte Ed25519 key that verifies it
    at = models.DateTimeField()  # the note says its day (UTC)
    note = models.TextField()  # the signed note, every byte of it

    def __str__(self) -> str:
        return f"checkpoint {self.number} of {self.size}"
