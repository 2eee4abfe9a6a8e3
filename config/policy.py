"""The one access table: role × resource × action → how the person has to be related to the row.

What is not here is refused with 404. Every view, consumer, task and command states one (resource, action); start-up
refuses when it has no row here, and a test refuses a row that nothing states.
"""

from collections.abc import Iterable

from accounts.access import Relation, Role

A, PL, PC = Role.ANONYMOUS, Role.PARTICIPANT_BY_LINK, Role.PARTICIPANT_BY_CODE
I, R, T, S = Role.INTERVIEWER, Role.READER, Role.THERAPIST, Role.SUPERVISOR  # noqa: E741 - the table reads by letters
L, AU, C, AD, P = Role.LEAD, Role.AUDITOR, Role.CUSTODIAN, Role.ADMINISTRATOR, Role.PLATFORM
EVERYBODY = (A,)  # whoever asks has this part too; a row for another part beside it would say nothing

ANY, STUDY, CENTRE = Relation.ANY, Relation.OWN_STUDY, Relation.OWN_CENTRE
CASE, NAMED, SELF = Relation.ASSIGNED, Relation.NAMED, Relation.SELF
LINK, CODE = Relation.OWN_LINK, Relation.OWN_CODE

_TABLE: list[tuple[Iterable[Role], str, str, Relation]] = [
    # accounts
    (EVERYBODY, "front", "open", ANY),
    (EVERYBODY, "front", "sign out", ANY),
    (EVERYBODY, "front", "choose language", ANY),
    (EVERYBODY, "front", "sign in", ANY),
    (EVERYBODY, "invitation", "open", ANY),
    (EVERYBODY, "own account", "keep", ANY),
    (EVERYBODY, "own account", "uncover", ANY),
    ((P,), "session", "clear", ANY),
    ((P,), "refusals", "enter", ANY),
    # demo
    (EVERYBODY, "invented person", "choose", ANY),
    # studies
    ((L, I, S), "study", "read", STUDY),
    ((L,), "study", "set up", STUDY),
    ((L,), "study", "see deviations", STUDY),
    ((I,), "study", "screen", STUDY),
    ((I,), "participant", "read", CASE),
    ((L,), "participant", "read", STUDY),
    ((L,), "participant", "assign", STUDY),
    ((I,), "screening", "read", NAMED),
    ((I,), "screening", "take in", NAMED),
    ((L,), "screening", "take in early", STUDY),
    ((P,), "screening", "purge", ANY),
    # consent
    ((I,), "consent", "read", CASE),
    ((L,), "consent", "read", STUDY),
    ((I,), "consent", "record", CASE),
    ((I,), "consent", "withdraw", CASE),
    (EVERYBODY, "own consent", "find", ANY),
    ((PC,), "own consent", "read", CODE),
    ((PC,), "own consent", "withdraw", CODE),
    ((L,), "consent text", "publish", STUDY),
    ((P,), "withdrawal", "carry out", ANY),
    # checkins
    ((T,), "attunement", "list", CENTRE),
    ((T,), "attunement", "give", CENTRE),
    ((I,), "attunement", "see", CASE),
    ((T,), "feedback", "list", CENTRE),
    ((T,), "feedback", "acknowledge", CENTRE),
    ((I,), "feedback", "give", CASE),
    ((T,), "follow-up", "record", CENTRE),
    ((P,), "notice", "hand on", ANY),
    ((P,), "notice", "send", ANY),
    ((P,), "safety", "count", ANY),
    # timelines
    ((I,), "timeline", "draw", CASE),
    ((I,), "timeline", "take home", CASE),
    ((I,), "timeline", "export", CASE),
    (EVERYBODY, "own timeline", "join", ANY),
    ((PL,), "own link", "wait", LINK),
    ((PL,), "own timeline", "draw", LINK),
    ((PL,), "own timeline", "take home", LINK),
    ((PL,), "own preparing", "draw", LINK),
    ((P,), "old words", "sweep", ANY),
    ((P,), "brief key", "destroy", ANY),
    # interviews
    ((I, L, S), "guide", "read", STUDY),
    ((L,), "guide", "write", STUDY),
    ((L,), "coverage", "read", STUDY),
    ((I,), "interview", "read", CASE),
    ((I,), "interview", "plan", CASE),
    ((I,), "characteristics", "write", CASE),
    ((I,), "sitting", "run", CASE),
    ((I,), "sitting", "end from outside", CASE),
    ((L,), "sitting", "end from outside", STUDY),
    ((I,), "debrief", "write", CASE),
    ((PL,), "own asides", "take up", LINK),
    ((I,), "own debrief", "keep", SELF),
    ((I,), "own talk", "ask", STUDY),
    ((S,), "supervision", "book", STUDY),
    ((S,), "shared debrief", "read", STUDY),
    # transcripts
    ((I,), "recording", "keep", CASE),
    ((I,), "transcript", "bring in", CASE),
    ((I, R), "transcript", "read candidate", NAMED),
    ((R,), "transcript", "sign", NAMED),
    ((I,), "transcript", "read", CASE),
    ((R, L), "transcript", "read", STUDY),
    # today
    ((I, R, S, L), "own work", "read", ANY),
    # audit
    ((AU,), "register", "read", STUDY),
    ((AU,), "register", "export", STUDY),
    ((P,), "register", "sign", ANY),
    ((P,), "register", "check", ANY),
    ((P,), "register", "carry", ANY),
    ((P,), "register", "hand over", ANY),
    # upkeep
    ((AD, C), "installation", "read", ANY),
    ((P,), "installation", "run", ANY),
    ((AD, C), "key destruction", "order", ANY),
    ((AD, C), "key destruction", "confirm", ANY),
    ((P,), "key destruction", "carry out", ANY),
    ((P,), "keys", "rotate", ANY),
    ((P,), "keys", "reseal", ANY),
    ((P,), "keys", "check", ANY),
    ((P,), "backup", "make", ANY),
    ((P,), "backup", "prove", ANY),
    ((P,), "backup", "restore", ANY),
    ((AD,), "person", "look after", ANY),
    ((AD, C), "person", "confirm", ANY),
]

POLICY: dict[tuple[Role, str, str], Relation] = {
    (role, resource, action): relation for roles, resource, action, relation in _TABLE for role in roles
}
