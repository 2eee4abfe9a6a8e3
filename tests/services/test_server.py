"""Attune started as a person starts it answers, and an interruption ends it in order: every story begins so, too."""

import http.client
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.services.ports import answers
from tests.services.postgres import Postgres
from tests.services.process import DidNotStart, DidNotStop
from tests.services.redis import Redis
from tests.services.server import Server


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A folder in which the invented study is planted by whichever test comes first."""
    return {"ATTUNE_VAR": str(tmp_path_factory.mktemp("var"))}


@pytest.fixture(params=["embedded", "with PostgreSQL and Redis"])
def environment(request: pytest.FixtureRequest, alone: dict[str, str]) -> Iterator[dict[str, str]]:
    if request.param == "embedded":
        yield alone
    else:
        with Postgres() as postgres, Redis() as redis:
            yield {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}


@pytest.mark.security
def test_the_server_shows_its_first_page_and_stops_in_order(environment: dict[str, str]) -> None:
    with Server(environment) as server:
        directory, port = server.directory, server.port
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request("GET", "/")
            page = connection.getresponse()
            assert (page.status, page.headers.get_content_type()) == (200, "text/html")
        assert f"Attune with its invented study: {server.url} Stop it with Ctrl+C." in server.output().splitlines()
        assert server.stop() == 0
    assert not answers(port)
    assert not directory.exists()


def test_a_server_that_cannot_start_says_why() -> None:
    server = Server({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"})
    with pytest.raises(DidNotStart, match="OperationalError"):
        server.__enter__()
    assert not server.directory.exists()


@pytest.mark.security
def test_a_server_that_ends_in_disorder_is_noticed(alone: dict[str, str]) -> None:
    server = Server(alone).__enter__()
    assert server.process is not None
    server.process.kill()
    with pytest.raises(DidNotStop, match="status -9"):
        server.__exit__(None, None, None)
    assert not server.directory.exists()
