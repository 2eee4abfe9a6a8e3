"""Reads the certificate with which this process speaks https: as a browser that trusts it would, in memory."""

import ssl
from contextlib import suppress
from datetime import UTC, datetime

from django.conf import settings

_ENDED = 10
"""X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL (openssl-verification-options(1))."""


class Unproven(Exception):
    """What stands against a certificate: `ended`, or else that it is not of this host, not yet, or unreadable."""

    def __init__(self, *, ended: bool) -> None:
        super().__init__(type(self).__name__)
        self.ended = ended


def ends() -> datetime:
    """Give when the named certificate ends. Raises Unproven when a browser would not take it for ATTUNE_JOIN_HOST."""
    ours, theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        ours.load_cert_chain(settings.TLS_CERTIFICATE, settings.TLS_KEY, password="")  # nosec B106 # none: it may not ask
        theirs.load_verify_locations(settings.TLS_CERTIFICATE)
        theirs.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # its authority is the browsers' to trust, not ours
        said = _shaken(ours, theirs)
    except OSError as refused:  # what ssl raises is one
        raise Unproven(ended=getattr(refused, "verify_code", 0) == _ENDED) from None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(said), UTC)


def _shaken(ours: ssl.SSLContext, theirs: ssl.SSLContext) -> str:
    """Let both sides shake hands; gives the end of the certificate. Raises SSLError when the browser's side refuses."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = ours.wrap_bio(there, back, server_side=True)
    client = theirs.wrap_bio(back, there, server_hostname=settings.JOIN_HOST)
    for side in (client, server) * 2:
        with suppress(ssl.SSLWantReadError):
            side.do_handshake()
    return str((client.getpeercert() or {})["notAfter"])
