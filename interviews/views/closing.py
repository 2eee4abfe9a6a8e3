"""The end of an open sitting, led in steps that stand beside the timeline; each can be left out or come back to."""

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.access import AskingRequest
from consent.queries import FOLLOW_UP, InForce, chose_since
from consent.rules import NO_CHOICE
from interviews.ending_forms import InterruptForm, StopForm
from interviews.forms import FollowUpForm
from interviews.models import Sitting
from interviews.views.room import room_with
from timelines.models import Timeline
from timelines.queries import drawn_with

STEPS = ("strengths", "review", "accuracy", "wish", "keepsake", "thanks")
"""In the order in which they are proposed. Hers may be another."""
DRAWN = {"review", "keepsake"}
"""What needs a timeline."""


def wishes() -> dict[str, str]:
    """Give what she can say about a talk afterwards in words, by its code (R25)."""
    return {
        NO_CHOICE: _("She would not like a talk afterwards, for now."),
        "centre": _("She would like a talk afterwards, in her centre."),
        "researcher": _("She would like a talk afterwards, with the researcher."),
        "both": _("She would like a talk afterwards, in her centre and with the researcher."),
    }


def steps(timeline: Timeline | None, now: InForce) -> list[str]:
    """Give the steps of this sitting: without a timeline none that needs one; what is kept no more is not asked."""
    if not now.valid:
        return ["strengths", "wish", "thanks"]
    return [step for step in STEPS if timeline is not None or step not in DRAWN]


def address(sitting: Sitting, step: str) -> str:
    """Give the address of the closing with one step open."""
    return f"{reverse('interviews:end', args=[sitting.pk])}?{urlencode({'step': step})}"


def _asked_here(sitting: Sitting) -> bool:
    """Say whether what she says about a talk afterwards was said in this sitting."""
    return sitting.opened_at is not None and chose_since(sitting.interview.participant, FOLLOW_UP, sitting.opened_at)


def page(
    request: AskingRequest, sitting: Sitting, now: InForce, status: int = 200, step: str = "", **forms: Any
) -> HttpResponse:  # fmt: skip
    """Show the room with the closing in the place of the guide, and the step that is asked for open."""
    timeline = drawn_with(sitting.interview.participant, now.items) if now.valid else None
    shown = steps(timeline, now)
    wanted = step or request.GET.get("step", "")
    said, none = wishes(), _("She has not asked for a talk afterwards. She can still choose one.")
    after = dict(zip(shown, [*shown[1:], ""], strict=True))
    words = {
        "steps": [(one, f"interviews/_closing_{one}.html", after[one]) for one in shown],
        "step": wanted if wanted in shown else shown[0],
        "wishes": list(said.items()), "follow_up": said.get(now.follow_up, none),
        "chosen": now.follow_up, "asked_here": _asked_here(sitting), "back": address(sitting, "keepsake"),
        "follow_up_form": FollowUpForm(), "interruption": InterruptForm(), "stopping": StopForm(), **forms,
    }  # fmt: skip

    def first(here: dict[str, Any]) -> SafeString:
        return render_to_string("interviews/_closing.html", {**here, **words}, request)

    return room_with(request, sitting, now, first, status, ends=True, sent=request.method == "POST")
