"""The private PostgreSQL answers, keeps words out of its log, and leaves nothing behind."""

from pathlib import Path

import psycopg
import pytest

from tests.services.ports import answers, free_port
from tests.services.postgres import SETTINGS, Postgres
from tests.services.process import DidNotStart


def test_postgres_answers_and_leaves_no_directory_and_no_process() -> None:
    with Postgres() as postgres:
        assert postgres.process is not None
        directory, port, number = postgres.directory, postgres.port, postgres.process.pid
        with psycopg.connect(postgres.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        socket = directory / f".s.PGSQL.{port}"
        assert socket.is_socket()
        assert len(str(socket)) < 107
    assert not directory.exists()
    assert not answers(port)
    assert not Path(f"/proc/{number}").exists()


def test_postgres_writes_no_statement_and_no_value_to_its_log() -> None:
    with Postgres() as postgres:
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            for name in ("log_min_error_statement", "log_error_verbosity", "log_parameter_max_length_on_error"):
                assert connection.execute("SELECT current_setting(%s)", [name]).fetchone() == (SETTINGS[name],)
            connection.execute("CREATE TABLE seen (word text UNIQUE)")
            connection.execute("INSERT INTO seen VALUES (%s)", ["kestrel"])
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO seen VALUES (%s)", ["kestrel"])
        assert "duplicate key" in postgres.output()
        assert "kestrel" not in postgres.output()


def test_the_role_of_the_tests_is_no_superuser_but_may_make_databases() -> None:
    with Postgres() as postgres, psycopg.connect(postgres.url, autocommit=True) as connection:
        row = connection.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
        assert row == (False, True)


def test_a_copy_can_be_dropped_while_autovacuum_looks_at_it() -> None:
    with Postgres() as postgres, psycopg.connect(postgres.url, autocommit=True) as connection:
        assert connection.execute("SELECT pg_has_role('pg_signal_backend', 'usage')").fetchone() == (True,)


def test_an_interruption_stops_postgres_and_removes_its_directory() -> None:
    postgres = Postgres()
    with pytest.raises(KeyboardInterrupt), postgres:
        raise KeyboardInterrupt
    assert not postgres.directory.exists()
    assert not answers(postgres.port)


def test_a_postgres_that_cannot_start_says_so_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SETTINGS, "shared_buffers", "not a size")
    postgres = Postgres()
    with pytest.raises(DidNotStart, match="shared_buffers"):
        postgres.__enter__()
    assert not postgres.directory.exists()
    assert postgres.process is not None
    assert postgres.process.poll() is not None


def test_a_port_that_another_program_took_first_is_given_up_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    with Postgres() as first:
        ports = iter([first.port, free_port()])
        monkeypatch.setattr("tests.services.postgres.free_port", lambda: next(ports))
        with Postgres() as second, psycopg.connect(second.url) as connection:
            assert second.port != first.port
            assert connection.execute("SELECT 1").fetchone() == (1,)
