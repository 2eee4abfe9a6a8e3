"""The database itself refuses to change what she agreed to, and the words that she was shown; on both."""

from typing import Any

import pytest
from django.db import connection

from consent.models import Act, Answer, ConsentCopy, TeachBack, Text, TextVersion
from tests.consent.acts import agree, publish
from tests.databases import refuses

WRITTEN_ONCE = [Act, Answer, TeachBack, Text, TextVersion, ConsentCopy]


def refused(statement: str) -> bool:
    """Say whether the database refuses a statement for this reason; what it did is taken back."""
    return refuses(statement, "what she agreed to is written once")


@pytest.mark.parametrize("model", WRITTEN_ONCE)
def test_nobody_changes_takes_away_or_replaces_it(cast: Any, model: Any) -> None:
    agree(cast.ana, by=cast.ben, at=cast.at)
    ConsentCopy.objects.create(act=Act.objects.filter(kind="written").get(), digest="d", made_at=cast.at)
    table, column = model._meta.db_table, model._meta.pk.column
    again = {"sqlite": "INSERT OR REPLACE INTO {0} SELECT * FROM {0}", "postgresql": "TRUNCATE {0} CASCADE"}
    said = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", again[connection.vendor].format(table)]  # noqa: S608 - our own tables
    assert (model.objects.exists(), [refused(each) for each in said]) == (True, [True] * 3)


def test_a_version_ends_once_and_nothing_else_of_it_changes(cast: Any) -> None:
    publish(cast.study, by=cast.lena, at=cast.at)
    table, ends = TextVersion._meta.db_table, "ends_at = '2026-07-01 10:00:00+00:00'"
    others = ["number = 2", "change = 'editorial'", "published_at = '2026-07-01 10:00:00+00:00'"]
    others += [f"{name} = '{cast.far_participant.pk}'" for name in ("id", "published_by_id", "study_id")]
    before = [refused(f"UPDATE {table} SET {each}, {ends}") for each in others]  # noqa: S608 - our own table
    publish(cast.study, by=cast.lena, at=cast.at)  # she is asked anew: the first one ends
    moved = [refused(f"UPDATE {table} SET {each} WHERE number = 1") for each in (ends, "ends_at = NULL")]  # noqa: S608 - our own table
    assert (before, moved, [each.ends_at for each in TextVersion.objects.order_by("number")]) == (
        [True] * 6, [True] * 2, [cast.at, None],
    )  # fmt: skip
