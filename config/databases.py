"""Whether the database server would write values of ours into its own log.

Only ciphertext and ids are ever bound to a statement, so this is a second wall. A session can close a part of it for
itself (settings.DATABASES); the rest only the keeper of the server can (`ALTER SYSTEM SET …`), so we say what is open.
Meaning and defaults: PostgreSQL's documentation, "Error Reporting and Logging".
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.checks import Tags, Warning, register
from django.db import connections
from django.db.utils import OperationalError

_log = logging.getLogger(__name__)
QUIET: dict[str, tuple[str, ...]] = {
    "log_min_error_statement": ("panic",),
    "log_error_verbosity": ("terse",),
    "log_parameter_max_length_on_error": ("0",),
    "log_parameter_max_length": ("0",),
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "debug_print_parse": ("off",),
    "debug_print_rewritten": ("off",),
    "debug_print_plan": ("off",),
}
"""Settings of the server, and the values with which its log holds no values of ours."""

_ONLY_WITH_STATEMENTS = {"log_parameter_max_length"}
"""Matters only while statements are logged at all."""


def loud(told: Mapping[str, str]) -> dict[str, str]:
    """Give those settings of `told` by which a value could come into the log, each with the value that is wanted."""
    found = {name: wanted[0] for name, wanted in QUIET.items() if name in told and told[name] not in wanted}
    return {name: wanted for name, wanted in found.items() if name not in _ONLY_WITH_STATEMENTS or len(found) > 1}


def told_by_server(alias: str = "default") -> dict[str, str]:
    """Give the settings that are in force for a session of ours; none on SQLite. Raises OperationalError."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET)])
        return dict(cursor.fetchall())


@register(Tags.database)
def server_logs_no_values(databases: Sequence[str] | None = None, **_: Any) -> list[Warning]:
    """Warn of every setting by which the database server could write a value into its log."""
    try:
        found = {name: wanted for alias in databases or () for name, wanted in loud(told_by_server(alias)).items()}
    except OperationalError:
        return []  # it is not there yet: whoever needs it says so
    return [
        Warning(f"the database server may log values: {name} should be {wanted}", id="attune.W004")
        for name, wanted in found.items()
    ]


def warn_of_a_loud_server() -> None:
    """Write each of these warnings into our own log, when a process begins to serve or to work."""
    for message in server_logs_no_values(["default"]):
        _log.warning("%s", message.msg)
