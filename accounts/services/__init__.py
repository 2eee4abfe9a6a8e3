"""Verbs about people: accounts, invitations, signing in."""

from accounts.services.invitations import accept, invitation, invite, invite_first_administrator, needs_an_administrator
from accounts.services.people import NotLast, add_person, deactivate, end_sessions, reactivate, reset_factors
from accounts.services.signing_in import sign_in, sign_out

__all__ = [
    "NotLast", "accept", "add_person", "deactivate", "end_sessions", "invitation", "invite",
    "invite_first_administrator", "needs_an_administrator", "reactivate", "reset_factors", "sign_in", "sign_out",
]  # fmt: skip
