"""A laptop in the room and her phone beside it, with the real server between them, which can be gone and come back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.badinput.conftest import as_device, chromium  # noqa: F401 - a fixture
from tests.services.ports import free_port
from tests.timelines.hands.conftest import LAPTOP, PATIENCE, PHONE, look  # noqa: F401 - a fixture


@pytest.fixture
def sitting(committed_cast: Any) -> Any:
    """An open sitting of Ana and Ben."""
    from interviews.services import publish_guide
    from tests.consent.acts import agree
    from tests.interviews.steps import content, opened_on_this_day

    cast = committed_cast
    publish_guide(cast.study, content(), by=cast.lena, at=cast.at)
    agree(cast.ana, by=cast.ben, at=cast.at)
    return opened_on_this_day(cast)


@pytest.fixture
def browsers(committed_cast: Any, sitting: Any) -> dict[str, Client]:
    """Ben's, and her device, which was let in; made before a browser runs in this thread."""
    from django.utils import timezone

    from interviews.services import invite
    from tests.timelines.drawing import let_in
    from timelines.models import Timeline

    ben, hers = Client(), Client()
    ben.force_login(committed_cast.ben)
    _link, keys = invite(sitting, lands_on="/j/timeline/", by=committed_cast.ben, at=timezone.now())
    hers.post("/j/", {"secret": keys.secret})
    let_in(Timeline.objects.get(), by=committed_cast.ben)
    return {"room": ben, "hers": hers}


@pytest.fixture
def port() -> int:
    """Where the server is, whenever it is there."""
    return free_port()


@pytest.fixture
def screen(
    browsers: dict[str, Client],  # before a browser runs in this thread
    sitting: Any,
    port: int,
    chromium: Browser,  # noqa: F811
) -> Iterator[Callable[[str], Page]]:
    """Gives the page of the room, or of her device; at the end no script of theirs has failed."""
    contexts, complaints = [], list[str]()

    def opened(which: str) -> Page:
        size = PHONE if which == "hers" else LAPTOP
        context = as_device(chromium, f"http://127.0.0.1:{port}", browsers[which], viewport=size)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/j/timeline/" if which == "hers" else f"/room/{sitting.pk}/")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
