"""What a therapist's pages show, and feedback that waits on them."""

import re
from datetime import datetime
from typing import Any

from django.test import Client

from checkins import services
from checkins.models import Feedback


def gave(who: Any, by: Any, at: datetime, **codes: Any) -> Feedback:
    quiet = {"experience": 1, "feelings": 0, "at_the_end": 1, "course": 1, "her_wish": 4, "attention": 1}
    return services.give(who, by=by, at=at, she_saw_it=True, **quiet | codes)


def lines(client: Client, *, whole: bool = False) -> list[str]:
    """Give the lines of the list as they read, when they are `whole` with who answered, and the hours."""
    page = client.get("/check-ins/").content.decode()
    if not whole:
        page = re.sub(r"<small>.*?</small>", "", page, flags=re.S)
    found = re.findall(r"<li[^>]*>(.*?)</li>", page.split("<h1>")[1], re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in found]
