"""A passkey made of software, for tests: it signs what a browser would have it sign, and can be told to cheat."""

import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


class SoftKey:
    """One credential, with a counter that goes up at each use unless a test says otherwise."""

    def __init__(self, origin: str = "http://localhost", site: str = "localhost") -> None:
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.origin, self.site, self.counter, self.flags = origin, site, 0, PRESENT | VERIFIED
        self.id, self.handle = b"k" * 32, ""

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _say(self, response: dict[str, bytes]) -> dict[str, Any]:
        words = {name: websafe_encode(value) for name, value in response.items()}
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": words, "clientExtensionResults": {}}

    def made(self, options: dict[str, Any]) -> dict[str, Any]:
        """Give the answer to the options of a registration."""
        public = ES256.from_cryptography_key(self.secret.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.id, public)
        self.handle = options["publicKey"]["user"]["id"]
        data = AuthenticatorData.create(sha256(self.site.encode()), self.flags | ATTESTED, self.counter, credential)
        return self._say({
            "clientDataJSON": self._client("create", options["publicKey"]["challenge"]),
            "attestationObject": bytes(AttestationObject.create("none", data, {})),
        })  # fmt: skip

    def shown(self, options: dict[str, Any], *, up: int = 1) -> dict[str, Any]:
        """Give the answer to the options of an authentication; the counter goes `up`."""
        self.counter += up
        client = self._client("get", options["publicKey"]["challenge"])
        data = AuthenticatorData.create(sha256(self.site.encode()), self.flags, self.counter)
        signature = self.secret.sign(bytes(data) + sha256(client), ec.ECDSA(hashes.SHA256()))
        said = self._say({"clientDataJSON": client, "authenticatorData": bytes(data), "signature": signature})
        said["response"]["userHandle"] = self.handle
        return said
