"""The private Redis answers, asks for its password, and leaves nothing behind."""

from pathlib import Path

import pytest
import redis

from tests.services.ports import answers
from tests.services.redis import Redis


def test_redis_answers_and_leaves_no_directory_and_no_process() -> None:
    with Redis() as service:
        assert service.process is not None
        directory, port, number = service.directory, service.port, service.process.pid
        with redis.Redis.from_url(service.url) as client:
            assert client.ping() is True
    assert not directory.exists()
    assert not answers(port)
    assert not Path(f"/proc/{number}").exists()


def test_redis_asks_for_its_password() -> None:
    with (
        Redis() as service,
        redis.Redis(host="127.0.0.1", port=service.port) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


def test_an_interruption_stops_redis_and_removes_its_directory() -> None:
    service = Redis()
    with pytest.raises(KeyboardInterrupt), service:
        raise KeyboardInterrupt
    assert not service.directory.exists()
    assert not answers(service.port)


def test_two_of_them_do_not_meet() -> None:
    with (
        Redis() as one,
        Redis() as other,
        redis.Redis.from_url(one.url) as here,
        redis.Redis.from_url(other.url) as there,
    ):
        here.set("word", "kestrel")
        assert there.get("word") is None
