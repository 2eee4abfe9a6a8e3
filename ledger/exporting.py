"""The register as a file that is checked without the server: one line each, as docs/ledger.md says."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from typing import Any
from uuid import UUID

from ledger import notes, queries, rules
from ledger.models import Checkpoint, Head, Payload
from vault.services import KeyDestroyed, NoKey

Shown = Callable[[Mapping[str, Any]], bool]
"""Whether an entry, by its names, is shown; of the others stands their digest alone."""
Opened = Callable[[UUID], bool]
"""Whether payloads about this subject are laid open."""


def lines(last: Checkpoint, *, shown: Shown, payloads: Opened) -> Iterator[str]:
    """Give the lines, each with its line feed, of the register as it stands at the checkpoint `last`.

    `payloads` says whose payloads are laid open with their salts, where a key is left. Few entries at a time in memory.
    """
    name = notes.origin(Head.objects.get().log)
    spelled = notes.spelled(name, bytes(last.key))
    yield _line({"day": rules.day_of(last.at), "entries": last.size, "form": rules.FORM, "key": spelled, "log": name})
    checkpoints = Checkpoint.objects.filter(number__lte=last.number).order_by("number").iterator(chunk_size=500)
    note = next(checkpoints, None)
    for seq, entry in enumerate(chain([None], queries.entries_up_to(last.size))):
        if entry:
            yield from _entry(entry, shown, payloads)
        while note is not None and note.size == seq:
            yield _line({"checkpoint": note.note})
            note = next(checkpoints, None)
    yield _line({"checkpoints": last.number, "end": last.size})


def _line(content: dict[str, Any]) -> str:
    return rules.canonical(content) + "\n"


def _entry(entry: dict[str, Any], shown: Shown, payloads: Opened) -> Iterator[str]:
    digest = entry.pop("digest")
    if not shown(entry):
        yield _line({"leaf": digest.hex(), "seq": entry["seq"]})
        return
    yield rules.body(**entry) + "\n"
    if payloads(entry["subject"]):
        with suppress(KeyDestroyed, NoKey):
            found = Payload.objects.get(entry=entry["seq"])
            yield _line({
                "at": rules.moment(entry["at"]), "content": found.content, "of": entry["seq"], "salt": found.salt
            })  # fmt: skip
