"""Certificates as a centre makes them: by `deploy/certificate.sh`, with an authority that can sign nothing else."""

import base64
import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = Path(__file__).resolve().parents[2] / "deploy/certificate.sh"


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key, and the authority that a device has to trust, as files."""

    certificate: Path
    key: Path
    authority: Path

    def fingerprint(self) -> str:
        """Give the digest of its public key, as Chromium takes it: base64 of SHA-256 of the SPKI (RFC 7469, 2.4)."""
        asked = ["openssl", "x509", "-in", str(self.certificate), "-noout", "-pubkey"]
        pem = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
        der = base64.b64decode("".join(pem.splitlines()[1:-1]))
        return base64.b64encode(hashlib.sha256(der).digest()).decode()


def certificate(folder: Path, *names: str, days: int = 30) -> Certificate:
    """Make a certificate for host names in `folder`; with fewer than 0 days it has ended."""
    given = {**os.environ, "DAYS": str(days)}
    subprocess.run([_SCRIPT, folder, *names], check=True, capture_output=True, env=given)
    return Certificate(folder / "attune.pem", folder / "attune.key", folder / "authority.pem")
