"""The separate worker listens on the private Redis, stops in order, and leaves nothing behind."""

from celery import Celery

from tests.services.celery import Worker
from tests.services.redis import Redis


def test_a_separate_worker_answers_over_redis_and_stops_in_order() -> None:
    with Redis() as redis, Worker({"REDIS_URL": redis.url}) as worker:
        directory = worker.directory
        with Celery(broker=redis.url, set_as_current=False) as app:  # tests after this one keep the program's own
            replies = app.control.broadcast("ping", reply=True, limit=1, timeout=20)
        assert [answer for reply in replies for answer in reply.values()] == [{"ok": "pong"}]
        assert worker.stop() == 0
        assert not worker.alive()
    assert not directory.exists()
