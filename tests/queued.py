"""What is sent to the workers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery.signals import before_task_publish


@contextmanager
def queued() -> Iterator[list[tuple[str, Any, Any]]]:
    """Give what is sent while the block runs: the name of each task, its arguments in their order, those with names."""
    sent: list[tuple[str, Any, Any]] = []

    def note(sender: str, body: Any, **_: Any) -> None:
        sent.append((sender, *body[:2]))

    before_task_publish.connect(note)
    yield sent
    before_task_publish.disconnect(note)
