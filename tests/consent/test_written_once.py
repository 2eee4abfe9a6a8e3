"""The database itself refuses to change what she agreed to, and the words that she was shown; on both."""

from typing import Any

import pytest
from django.db import connection

from consent.models import Act, Answer, ConsentCopy, TeachBack, Text
from tests.consent.acts import agree
from tests.databases import refuses

WRITTEN_ONCE = [Act, Answer, TeachBack, Text, ConsentCopy]


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
