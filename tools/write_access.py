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
"""
EVERYBODY = "Everybody, signed in or not"
ROLES = {
    Role.ANONYMOUS: "Nobody signed in",
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


def page(policy: Policy) -> str:
    """The whole page: what everybody may do, then one section for each role with what it may do besides."""
    people = [role for role in ROLES if role is not Role.PLATFORM]
    shared = {
        row: each for row, each in of(people[0], policy).items() if all(row in of(role, policy) for role in people)
    }
    besides = [
        section(title, {row: each for row, each in of(role, policy).items() if row not in shared})
        for role, title in ROLES.items()
    ]
    return "\n".join([INTRODUCTION, section(EVERYBODY, shared), *besides])


def main() -> int:
    PAGE.write_text(page(POLICY), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
