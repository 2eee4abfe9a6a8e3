"""A database server that would write values into its log is named, setting by setting."""

import os
from typing import Any

import psycopg
import pytest
from django.db import connection

from config import databases
from config.databases import QUIET, loud, server_logs_no_values

SHIPPED = {
    "log_min_error_statement": "error", "log_error_verbosity": "default", "log_parameter_max_length_on_error": "0",
    "log_parameter_max_length": "-1", "log_statement": "none", "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1", "log_transaction_sample_rate": "0", "debug_print_parse": "off",
}  # fmt: skip
"""How PostgreSQL comes."""


def test_a_server_as_it_comes_is_loud_in_two_ways() -> None:
    assert loud(SHIPPED) == {"log_min_error_statement": "panic", "log_error_verbosity": "terse"} | {
        "log_parameter_max_length": "0"
    }


def test_a_quiet_server_is_quiet() -> None:
    assert loud({name: wanted[-1] for name, wanted in QUIET.items()}) == {}
    quiet = {name: wanted[0] for name, wanted in QUIET.items()}
    assert loud(quiet | {"log_parameter_max_length": "-1"}) == {}  # it matters only while statements are logged


@pytest.mark.parametrize("name", ["log_statement", "log_min_duration_statement", "debug_print_plan"])
def test_each_further_way_is_named(name: str) -> None:
    assert list(loud({**{each: wanted[0] for each, wanted in QUIET.items()}, name: "all"})) == [name]


def test_a_warning_names_the_setting_and_what_it_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "told_by_server", lambda alias: SHIPPED)
    told = [message.msg for message in server_logs_no_values(["default"])]
    assert told[0] == "the database server may log values: log_min_error_statement should be panic"
    assert len(told) == 3


def test_the_database_of_the_tests_is_quiet_for_every_session_of_ours(db: None) -> None:
    assert databases.loud(databases.told_by_server()) == {}
    assert server_logs_no_values(["default"]) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks a server")
def test_a_session_of_ours_closes_what_it_may_although_the_role_would_open_it(committed: None) -> None:
    url: Any = os.environ["TEST_POSTGRES_URL"]
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("ALTER ROLE CURRENT_USER SET log_parameter_max_length_on_error = 100")
    try:
        connection.close()
        assert databases.told_by_server()["log_parameter_max_length_on_error"] == "0"
    finally:
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("ALTER ROLE CURRENT_USER RESET log_parameter_max_length_on_error")
