"""What allauth asks of us: how secrets of a second factor rest, and what a passkey is called."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from allauth.mfa.adapter import DefaultMFAAdapter

from vault.services import open_sealed, seal

_person: ContextVar[UUID] = ContextVar("whose factor")
"""Whose factor is at work. allauth hands over the text alone; without this nothing is sealed or opened."""


@contextmanager
def factor_of(person: UUID) -> Iterator[None]:
    """Seal and open with the key of `person`: a secret moved to another person's row does not open."""
    before = _person.set(person)
    try:
        yield
    finally:
        _person.reset(before)


class FactorAdapter(DefaultMFAAdapter):
    """Seeds rest sealed with the key of their person, bound to the person."""

    def _place(self) -> dict[str, Any]:
        person = _person.get()
        return {"subject": person, "table": "mfa_authenticator", "column": "data", "row": person}

    def encrypt(self, text: str) -> str:
        """Give `text` sealed, as base64. Raises LookupError outside `factor_of`."""
        return base64.b64encode(seal(text, **self._place())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Give back what `encrypt` was given. Raises Tampered for the secret of somebody else."""
        return open_sealed(base64.b64decode(encrypted_text), **self._place())

    def build_totp_svg(self, url: str) -> str:
        """Give the QR code on white ground, so that a phone reads it from a dark page as well."""
        return super().build_totp_svg(url).replace("<path", '<rect width="100%" height="100%" fill="#fff"/><path', 1)

    def get_totp_issuer(self) -> str:
        return "Attune"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Attune"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {"id": user.pk.hex.encode(), "display_name": user.name, "name": user.email}


def sealed(text: str) -> str:
    """Give `text` as it may rest in a session, inside `factor_of`."""
    return FactorAdapter().encrypt(text)


def opened(text: str | None) -> str | None:
    """Give back what `sealed` was given, inside `factor_of`; None for None."""
    return None if text is None else FactorAdapter().decrypt(text)
