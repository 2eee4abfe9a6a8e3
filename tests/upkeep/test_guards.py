"""The triggers that hold the database, against the list by hand: whatever is done to one of them is named."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction

from upkeep import guards, readings
from upkeep.rules import Grade

OK, _LOOK, BAD = Grade


def test_the_triggers_are_those_that_the_list_names(db: None) -> None:
    assert guards.there() == guards.EXPECTED[connection.vendor]


ONE_OF_EACH = {"ledger_payload_guards_delete": "ledger_payload", "interviews_theme_stays_update": "interviews_theme"}
FEEDBACK = {"sqlite": "checkins_feedback_no_update", "postgresql": "checkins_feedback_once"}


@pytest.mark.parametrize("how", ["away", "off", "emptied", "narrowed", "beside"])
def test_whatever_somebody_does_to_a_trigger_is_named(cast: Any, noon: datetime, how: str) -> None:
    def told() -> tuple[Grade, str]:
        return next((each.grade, each.words) for each in readings.findings(noon) if each.about == "Register")

    assert told() == (OK, "The chain of all acts is whole, and the database refuses to change it.")
    for name, table in {**ONE_OF_EACH, FEEDBACK[connection.vendor]: "checkins_feedback"}.items():
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in ruined(name, table, how):
                cursor.execute(statement)
            named = "made_up" if how == "beside" else name
            assert (told()[0], told()[1].rpartition(": ")[2]) == (BAD, f"{named}.")
            transaction.set_rollback(True)


def ruined(name: str, table: str, how: str) -> list[str]:
    """Give what somebody with the rights of a database's owner types."""
    if connection.vendor == "sqlite":
        always, never = (f"BEFORE UPDATE ON {table} {when}BEGIN SELECT 1; END" for when in ("", "WHEN 1 = 0 "))
        again = {"emptied": [f"CREATE TRIGGER {name} {always}"], "narrowed": [f"CREATE TRIGGER {name} {never}"]}
        taken = f"DROP TRIGGER {name}"
        return [f"CREATE TRIGGER made_up {always}"] if how == "beside" else [taken, *again.get(how, [])]
    nothing = "CREATE FUNCTION made_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    always, never = (f"BEFORE UPDATE ON {table} FOR EACH ROW {when}EXECUTE FUNCTION " for when in ("", "WHEN (false) "))
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid WHERE tgname = %s", [name])
        ((does,),) = cursor.fetchall()
    return {
        "away": [f"DROP TRIGGER {name} ON {table}"],
        "off": ["SET CONSTRAINTS ALL IMMEDIATE", f"ALTER TABLE {table} DISABLE TRIGGER {name}"],
        "emptied": [nothing, f"CREATE OR REPLACE TRIGGER {name} {always}made_up()"],
        "narrowed": [f"CREATE OR REPLACE TRIGGER {name} {never}{does}()"],
        "beside": [nothing, f"CREATE TRIGGER made_up {always}made_up()"],
    }[how]
