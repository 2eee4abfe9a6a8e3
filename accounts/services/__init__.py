"""Verbs about people: accounts, invitations, signing in."""

from accounts.services.invitations import accept, invitation, invite, invite_first_administrator, invite_somebody
from accounts.services.people import (
    NotLast,
    add_person,
    deactivate,
    end_sessions,
    needs_an_administrator,
    reactivate,
    reset_factors,
)
from accounts.services.signing_in import sign_in, sign_out

__all__ = [
    "NotLast", "accept", "add_person", "deactivate", "end_sessions", "invitation", "invite",
    "invite_first_administrator", "invite_somebody", "needs_an_administrator", "reactivate", "reset_factors", "sign_in",
    "sign_out",
]  # fmt: skip
