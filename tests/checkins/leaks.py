"""Leaks to plant: what a therapist finds tells something of how a sitting went."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from checkins import mailing, queries, views
from consent.models import Act
from interviews.models import Coverage, Pause, Sitting
from timelines.models import Operation, ShareLink, Thing
from transcripts.models import Recording


def with_header(count: Callable[[], int]) -> Callable[[pytest.MonkeyPatch], None]:
    """Plant a number into a header of each of the therapist's pages."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        render = views.render

        def leaking(*args: Any, **options: Any) -> Any:
            answer = render(*args, **options)
            answer["X-Weight"] = str(count())
            return answer

        patch.setattr(views, "render", leaking)

    return plant


def in_a_mail(patch: pytest.MonkeyPatch) -> None:
    message = mailing.message

    def leaking(person: Any, connection: Any = None) -> Any:
        made = message(person, connection)
        made.body += " " * Operation.objects.count()
        return made

    patch.setattr(mailing, "message", leaking)


def in_the_log(patch: pytest.MonkeyPatch) -> None:
    desk = queries.desk

    def leaking(asks: Any) -> Any:
        logging.getLogger("checkins.views").warning("a list of %s", Thing.objects.count())
        return desk(asks)

    patch.setattr(queries, "desk", leaking)


def hour() -> int:
    opened = Sitting.objects.get().opened_at
    return opened.hour if opened else 0


def in_a_cookie(patch: pytest.MonkeyPatch) -> None:
    render = views.render

    def leaking(*args: Any, **options: Any) -> Any:
        answer = render(*args, **options)
        answer.set_cookie("seen", "", max_age=Operation.objects.count())
        return answer

    patch.setattr(views, "render", leaking)


OTHER = "broken off or let go"
LEAKS: dict[str, tuple[str, Callable[[pytest.MonkeyPatch], None]]] = {
    "how much was drawn": ("quiet or full", with_header(Operation.objects.count)),
    "how many topics were set aside": ("quiet or full", with_header(Coverage.objects.filter(talked="set_aside").count)),
    "how many pauses": ("quiet or full", with_header(Pause.objects.count)),
    "at what time": ("early or late", with_header(hour)),
    "in a mail": ("quiet or full", in_a_mail),
    "in the log": ("quiet or full", in_the_log),
    "why it broke off": (OTHER, with_header(Sitting.objects.filter(reason="her_wish").count)),
    "how often a device came": (OTHER, with_header(ShareLink.objects.count)),
    "what she let go": (OTHER, with_header(Act.objects.filter(kind="item_change").count)),
    "whether there is a recording": (OTHER, with_header(Recording.objects.count)),
    "in a cookie": ("quiet or full", in_a_cookie),
}  # fmt: skip

AT_LENGTH = ("why it broke off", "how often a device came", "whether there is a recording")
