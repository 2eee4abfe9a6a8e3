"""What her device keeps while the network is gone, sealed to the open room: the device itself cannot read it back.

The private half exists from the opening of the room to its close, wrapped under the timeline's own key. What comes
sealed after that cannot be read by anybody any more.
"""

import base64
import binascii
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from timelines import reading, rules
from timelines.doing import Resting
from timelines.models import Timeline
from vault import services as vault

PURPOSE = "timelines.room"


def lay(timeline: Timeline) -> None:
    """Make the pair of a room that opens, unless there is one or the timeline's key is gone; the caller saves."""
    if timeline.room_public is not None:
        return
    private, public = vault.new_room()
    try:
        timeline.room_key = vault.wrap(private, subject=timeline.sealed_for, purpose=PURPOSE)
    except (vault.NoKey, vault.KeyDestroyed):
        return
    timeline.room_public = public


def public_of(timeline: Timeline) -> str:
    """Give the public half as clients take it (base64url, RFC 4648, without padding); "" while the room is closed."""
    if timeline.room_public is None:
        return ""
    return base64.urlsafe_b64encode(bytes(timeline.room_public)).decode().rstrip("=")


def unsealed(timeline: Timeline, sealed: Any, of: UUID | None = None) -> Any:
    """Give the operation that a client sealed: `{"id", "once", "nonce", "body"}`, bound to the timeline and to its id.

    A letter about something else of the same room, as an act of its sitting, is bound to `of` instead.

    Raises Malformed when it cannot be read, Resting once the room is closed.
    """
    if not isinstance(sealed, dict) or not all(isinstance(sealed.get(name), str) for name in _PARTS):
        raise rules.Malformed
    if timeline.room_key is None:
        raise Resting(_("This timeline rests. It opens again with the next sitting."))
    about = f"{of or timeline.pk}\x1f{sealed['id']}".encode()
    try:
        private = vault.unwrap(bytes(timeline.room_key), subject=timeline.sealed_for, purpose=PURPOSE)
        parts = {name: _bytes(sealed[name]) for name in ("once", "nonce", "body")}
        said = reading.strictly(vault.open_letter(private, **parts, about=about))
    except (vault.Unreadable, vault.NoKey, vault.KeyDestroyed, binascii.Error, ValueError):
        raise rules.Malformed from None
    if not isinstance(said, dict) or said.get("id") != sealed["id"]:
        raise rules.Malformed
    return said


_PARTS = ("id", "once", "nonce", "body")


def _bytes(said: str) -> bytes:
    return base64.b64decode(said.encode("ascii") + b"=" * (-len(said) % 4), altchars=b"-_", validate=True)
