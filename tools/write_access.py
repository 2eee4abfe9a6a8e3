"""Write docs/access.md, the access table as people read it, from config/policy.py."""

import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from accounts.access import Relation, Role  # noqa: E402 - the folder must be on the path first
from config.policy import POLICY  # noqa: E402 - the folder must be on the path first

PAGE = ROOT / "docs/access.md"
INTRODUCTION = """# Who may do what

Written from `config/policy.py` by `tools/write_access.py`; a test compares them. What does not stand here is refused,
in the same words as for a page that does not exist. Being allowed is not enough: the row has to be related to the
person as the last column says. Some doors open only later in the order of things, such as the room after the
attunement; then the program answers with words that say what comes first. A dash means that no relation is asked:
the page is the same for everybody in this part, or shows to each only what is theirs.

The page has three parts: what each role may do; the same the other way round, each thing and who reaches it; and what
nobody reaches. `tests/access/expected.csv` and `tests/access/fields.csv` say the same once more, written by hand: who
finds which address about which case, and whose words. A test asks every door as everybody and holds the two together.
"""
BY_THING = """## Each thing, and who reaches it

Roles that do not stand beside a thing do not reach it. *The program* means tasks and commands: no person does this.
"""
LIMITS = """## What ends, and what nobody reaches

- **Other cases.** An interviewer reaches her own cases; a colleague's case in the same centre looks to her as if it did
  not exist, and so does a case of another centre or study. A therapist reaches the check-ins of her own centre. A part
  that has ended, a closed account and a case handed over shut everything at the next look, also on an open page; a
  live timeline looks every 1.2 seconds.
- **An account that was begun anew.** An administrator can take away a colleague's lost second step and make an
  invitation, and could use it. All parts of that colleague therefore rest and show nothing, until the study's lead says
  that it is them; for a lead, another administrator or a custodian says so, whom none of those has made who handed
  an invitation to it. Nobody begins the own account anew.
- **A participant's device.** Her link opens one timeline on one device. It shuts when the link is closed, when she
  leaves, and when she withdraws, at every level. Her code opens what is about her, and nothing about anybody else.
- **After she has stopped.** With W1 and W2 nothing new begins. What she gave stays where it was, for the same people,
  but for her characteristics: they shut. With W3 nothing of what she said is reached by anybody: timeline, texts,
  characteristics and feedback are gone. Her code and the days stay in the study's list and in the register.
- **A word of an interview.** Therapist, supervisor, ethics auditor, custodian and administrator reach none.
- **Two parts in one account.** Lead, interviewer and second reader go together. A therapist, a supervisor and an ethics
  auditor have this part alone: in their study for good, also before and after it, since nobody forgets with the end of
  a part what they came to know; in other studies on the same days, since one person would see with one part what the
  other must not see. An administrator has no part. A custodian may have one, and reaches what it reaches. The doctor
  names, by its number, an account that holds a part which another one of its own excludes.
- **Who is not in the study.** There is no role, no page, no export and no way in for child protection, police, courts
  or anybody else who is not named above. Nobody can be given such a role: the program knows no other roles than these.
- **Who tries.** A refusal looks like an address where nothing is. It is counted in the register: for a person by the
  hour, with the thing that was refused and how often; for all who have no account together, by the day. What was asked
  for is not written down, nor is when a participant's device was refused.
"""
ROLES = {
    Role.ANONYMOUS: "Everybody, signed in or not",
    Role.PARTICIPANT_BY_LINK: "Participant, on the device that opened her link",
    Role.PARTICIPANT_BY_CODE: "Participant, with the code on her card",
    Role.INTERVIEWER: "Interviewer",
    Role.READER: "Second reader",
    Role.THERAPIST: "Therapist",
    Role.SUPERVISOR: "Supervisor",
    Role.LEAD: "Study lead",
    Role.AUDITOR: "Ethics auditor",
    Role.CUSTODIAN: "Custodian",
    Role.ADMINISTRATOR: "Administrator",
    Role.PLATFORM: "The program itself: tasks and commands, no person",
}
RELATIONS = {
    Relation.ANY: "–",
    Relation.OWN_STUDY: "of their own study",
    Relation.OWN_CENTRE: "of their own centre",
    Relation.ASSIGNED: "of participants assigned to them",
    Relation.NAMED: "on which they are named",
    Relation.SELF: "about themselves",
    Relation.OWN_LINK: "of this link only",
    Relation.OWN_CODE: "of herself only",
}


Policy = Mapping[tuple[Role, str, str], Relation]


def of(role: Role, policy: Policy) -> dict[tuple[str, str], Relation]:
    """What `role` may do, in the order of the policy."""
    return {(what, may): relation for (who, what, may), relation in policy.items() if who is role}


def section(title: str, rows: Mapping[tuple[str, str], Relation]) -> str:
    """One heading with its rows as a table."""
    lines = [f"| {what} | {may} | {RELATIONS[relation]} |" for (what, may), relation in rows.items()]
    return "\n".join([f"## {title}", "", "| what | may | which |", "|---|---|---|", *lines, ""])


def by_thing(policy: Policy) -> str:
    """Every resource and action by name, with the roles that reach it."""
    lines = []
    for what, may in sorted({row[1:] for row in policy}):
        held = {role: policy[(role, what, may)] for role in ROLES if (role, what, may) in policy}
        who = [_named(role, relation) for role, relation in held.items()]
        lines.append(f"| {what} | {may} | {', '.join(who)} |")
    return "\n".join([BY_THING, "| what | may be | by whom |", "|---|---|---|", *lines, ""])


def _named(role: Role, relation: Relation) -> str:
    short = {Role.PLATFORM: "the program", Role.ANONYMOUS: "everybody"}
    name = short.get(role, ROLES[role][0].lower() + ROLES[role][1:])
    return name if relation is Relation.ANY else f"{name} ({RELATIONS[relation]})"


def page(policy: Policy) -> str:
    """The whole page: what each role may do, each thing with who reaches it, and what nobody reaches."""
    parts = [section(title, of(role, policy)) for role, title in ROLES.items()]
    return "\n".join([INTRODUCTION, *parts, by_thing(policy), LIMITS])


def main() -> int:
    PAGE.write_text(page(POLICY), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
