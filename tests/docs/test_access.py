"""docs/access.md says what config/policy.py says: every role, every row, nothing else."""

import re
from pathlib import Path

from accounts.access import Relation, Role
from config.policy import POLICY
from tools.write_access import EVERYBODY, RELATIONS, ROLES, page

PAGE = Path(__file__).resolve().parents[2] / "docs/access.md"


def test_the_page_is_what_the_tool_writes_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(POLICY)


def test_a_changed_policy_makes_the_page_stale() -> None:
    assert page({**POLICY, (Role.THERAPIST, "transcript", "read"): Relation.OWN_CENTRE}) != page(POLICY)


def test_every_role_and_every_relation_has_its_words() -> None:
    assert (set(ROLES), set(RELATIONS)) == (set(Role), set(Relation))


def test_every_row_of_the_policy_stands_under_its_role_or_under_everybody() -> None:
    by_title = {title: [role] for role, title in ROLES.items()}
    by_title[EVERYBODY] = [role for role in Role if role is not Role.PLATFORM]
    relations = {words: relation for relation, words in RELATIONS.items()}
    found = []
    for part in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, rows = part.split("\n", 1)
        for what, may, which in re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", rows, re.M)[1:]:
            found += [((role, what, may), relations[which]) for role in by_title[title]]
    assert sorted(found) == sorted(POLICY.items())
