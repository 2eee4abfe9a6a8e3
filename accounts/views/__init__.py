"""Pages of accounts: the front page, signing in, an invitation, the own account, and the cover."""

from accounts.views.cover import cover, here, locked
from accounts.views.enrolling import code, key
from accounts.views.front import away, front, language, sign_out
from accounts.views.invited import accept, invited
from accounts.views.keys import again, ask_key
from accounts.views.own import end_session, me, password, recovery, take_away
from accounts.views.signing_in import by_key, second, sign_in

__all__ = [
    "accept", "again", "away", "ask_key", "by_key", "code", "cover", "end_session", "front", "here", "invited", "key",
    "language", "locked", "me", "password", "recovery", "second", "sign_in", "sign_out", "take_away",
]  # fmt: skip
