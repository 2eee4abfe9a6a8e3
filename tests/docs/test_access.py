"""docs/access.md says what config/policy.py says: every role, every row, nothing else."""

import re
from pathlib import Path

from accounts.access import Relation, Role
from config.policy import POLICY
from tools.write_access import BY_THING, RELATIONS, ROLES, page
from tools.write_access import LIMITS as ENDS

THINGS, LIMITS = (words.split("\n")[0].removeprefix("## ") for words in (BY_THING, ENDS))
PAGE = Path(__file__).resolve().parents[2] / "docs/access.md"


def test_the_page_is_what_the_tool_writes_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(POLICY)


def test_a_changed_policy_makes_the_page_stale() -> None:
    assert page({**POLICY, (Role.THERAPIST, "transcript", "read"): Relation.OWN_CENTRE}) != page(POLICY)


def test_every_role_and_every_relation_has_its_words() -> None:
    assert (set(ROLES), set(RELATIONS)) == (set(Role), set(Relation))


def test_every_row_of_the_policy_stands_under_its_role() -> None:
    by_title = {title: [role] for role, title in ROLES.items()}
    relations = {words: relation for relation, words in RELATIONS.items()}
    found = []
    for part in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, rows = part.split("\n", 1)
        if title in (THINGS, LIMITS):
            continue
        for what, may, which in re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", rows, re.M)[1:]:
            found += [((role, what, may), relations[which]) for role in by_title[title]]
    assert sorted(found) == sorted(POLICY.items())


def test_every_thing_stands_once_with_who_reaches_it() -> None:
    part = PAGE.read_text(encoding="utf-8").split(f"## {THINGS}")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", part, re.M)[1:]
    assert [(what, may) for what, may, _who in rows] == sorted({row[1:] for row in POLICY})
    assert ("transcript", "sign", "second reader (on which they are named)") in rows
    assert ("front", "open", "everybody") in rows
    assert ("withdrawal", "carry out", "the program") in rows
