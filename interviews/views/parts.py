"""What parts of the room's page are drawn of; each is kept but for what is own (accounts/alike.py)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.alike import Rows, said
from checkins.models import Attunement, Verdict
from interviews.models import Sitting
from interviews.queries import Cards
from studies.models import LANGUAGES
from timelines.board import board_by_line
from timelines.queries import Device


def attuned(sitting: Sitting) -> str:
    """Give the attunement of a sitting in a few words; none before it was given."""
    said = sitting.attunement
    return _attuned(said.verdict, said.adjust, get_language()) if said is not None and said.verdict else ""


@lru_cache(500)
def _attuned(verdict: int, adjust: int, language: str | None) -> str:
    adjustments = Attunement(adjust=adjust).adjustments
    return f"{_('go')} ({', '.join(map(str, adjustments))})" if adjust else str(Verdict(verdict).label)


def topics_of(cards: Cards, own: Mapping[str, Any]) -> Rows:
    """Give the topics of a guide, each with its questions, as rows of parts that are drawn once."""
    return Rows("interviews/_topic.html", [
        {"aside": card.aside, "own_topic": card.id, "own_title": card.title,
         "own_questions": Rows("interviews/_question.html", [
             {"question": one, "language": cards.language} for one in card.questions], own)}
        for card in cards.themes
    ], own)  # fmt: skip


def guide_of(here: dict[str, Any]) -> Rows:
    """Give the guide, with what became of its questions; or why nothing is asked just now."""
    cards, now, own = here["cards"], here["in_force"], {"own_sitting": said(here["sitting"].pk)}
    why = {"new_text": "version" in now.missing, "own_her": here["her"].pk}
    return Rows("interviews/_guide.html", [{
        "valid": now.valid, "begins": here["begins"], "languages": _languages(get_language()),
        "language": cards.language, "opening": cards.opening, "reminders": cards.reminders, "closing": cards.closing,
        "moments": here["moments"], "own_topics": topics_of(cards, own),
        "own_not_in_force": "" if now.valid else Rows("interviews/_not_in_force.html", [why], own),
    }], own)  # fmt: skip


@lru_cache(10)
def _languages(language: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((code, str(name)) for code, name in LANGUAGES)


def words_of(here: dict[str, Any]) -> Rows:
    """Give how things stand, in a few words."""
    sound, device, net = here["recording"], here["device"], here["net"]
    return Rows("interviews/_words.html", [{
        "valid": here["in_force"].valid, **sound, "attuned": bool(here["attunement"]),
        "device": _her_device(here["sitting"], device), "timed": bool(net), "paused": here["paused"],
        "own_attunement": here["attunement"], "own_net": net, "own_set_aside": here["set_aside"],
        "own_sitting": here["sitting"].pk,
    }])  # fmt: skip


def _her_device(sitting: Sitting, device: Device | None) -> str:
    here, was_invited = device is not None and device.here, sitting.link_id is not None
    asked = device is not None and device.standing != "none"  # a new link is open, or one asks
    return "here" if here else "gone" if was_invited and not asked else "none"


def _left_open(here: dict[str, Any]) -> bool:
    """Say whether a screen of hers is open where nothing is drawn: it can be closed."""
    return here["device"] is not None and here["device"].here


def device_shown(sitting: Sitting, device: Device | None, *, paused: bool) -> Rows:
    """Give how it stands with her device; there is none without a timeline."""
    device, standing = device or Device(), device.standing if device else ""
    return Rows("interviews/_device.html", [{
        "standing": standing, "linked": sitting.link_id is not None, "paused": paused,
        "own_digits": device.digits, "own_link": device.link, "own_sitting": sitting.pk,
    }])  # fmt: skip


def room_of(here: dict[str, Any], path: str) -> dict[str, Any]:
    """Give what the room's page is drawn of, at `path`, but for what stands beside the timeline."""
    sitting, her, cards, timeline = here["sitting"], here["her"], here["cards"], here["timeline"]
    drawing, paused, valid = timeline is not None, here["paused"], here["in_force"].valid
    own = {"own_sitting": said(sitting.pk)}
    none = Rows("interviews/_no_timeline.html", [{"valid": valid, "paused": paused}], own)
    return {
        "drawing": drawing, "language": cards.language, **own, "own_code": her.code, "own_number": sitting.number,
        "own_letters": here["letters"], "own_now": here["now"],
        "own_words": words_of(here), "own_prompt": _prompt(here, own), "own_actions": _actions(here, drawing, own),
        "own_recording": Rows("interviews/_recording.html", [here["recording"]] if valid else [], own),
        "own_device": device_shown(sitting, here["device"], paused=paused) if drawing or _left_open(here) else "",
        "own_board": board_by_line(timeline, here["seat"], path) if drawing else none,
    }  # fmt: skip


def _actions(here: dict[str, Any], drawing: bool, own: Mapping[str, Any]) -> Rows:
    centre = here["her"].centre
    return Rows("interviews/_room_actions.html", [{
        "ends": here["ends"], "paused": here["paused"], "drawing": drawing, "called": here["called"],
        "own_centre": centre.name, "own_phone": centre.phone, "own_dial": centre.phone.replace(" ", ""),
    }], own)  # fmt: skip


def _prompt(here: dict[str, Any], own: Mapping[str, Any]) -> Rows:
    cards, study, since = here["cards"], here["her"].study, here["since"]
    return Rows("interviews/_prompt.html", [{
        "reminders": cards.reminders, "language": cards.language, "every": str(study.prompt_minutes),
        "quiet_for": str(study.quiet_minutes), "own_reminded": since["reminded"], "own_asked": since["asked"],
    }], own)  # fmt: skip
