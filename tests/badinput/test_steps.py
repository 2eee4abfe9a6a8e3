"""Steps left out, out of time or taken twice: rows 29 to 31 of the table of bad input."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connections
from django.test import Client
from django.utils import timezone

from checkins.models import Attunement, Feedback
from consent import queries
from consent.models import Act
from consent.services import NotToBeAsked
from interviews.models import Debrief, Interview, Sitting
from interviews.services import publish_guide
from ledger.models import Entry
from studies.models import Membership, Participant
from studies.services import store_screening
from tests.consent.acts import HEARD, publish, speak, write
from tests.consent.pages import SPOKEN, WRITTEN
from tests.interviews import steps
from tests.studies.steps import FITS
from transcripts.models import Recording

PLAN = {"day": "2026-06-09", "time": "14:00"}
GO = {name: str(code) for name, code in steps.GO.items()}


@pytest.fixture
def now(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Noon, at which the pages stand still."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    return noon


@pytest.fixture
def begun(cast: Any, now: datetime) -> Any:
    """Everybody, a guide and a consent text."""
    publish_guide(cast.study, steps.content(), by=cast.lena, at=now - timedelta(days=1))
    publish(cast.study, by=cast.lena, at=now - timedelta(hours=3))
    return cast


@pytest.fixture
def ben(begun: Any, signed_in: Any) -> Client:
    browser: Client = signed_in(begun.ben)
    return browser


def kept() -> dict[str, int]:
    """Give how many rows of what a participant's way leaves there are, and how many acts but that content was read."""
    rooms = ("consent", "checkins", "interviews", "timelines", "transcripts")
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    acts = Entry.objects.exclude(act__endswith="opened").count()
    return {model.__name__: model._default_manager.count() for model in models} | {"acts": acts}


def statuses(browser: Client, sent: dict[str, dict[str, str]]) -> dict[str, int]:
    """Send each form; give the status of each, having looked that none left a row."""
    before = kept()
    found = {path: browser.post(path, fields).status_code for path, fields in sent.items()}
    assert kept() == before
    return found


def all_409(browser: Client, sent: dict[str, dict[str, str]]) -> bool:
    return statuses(browser, sent) == dict.fromkeys(sent, 409)


def room(sitting: Sitting, *names: str) -> dict[str, dict[str, str]]:
    fields = {
        "interrupt": {"reason": "transport"}, "stop": {"sure": "1"}, "recording": {"answer": "yes"},
        "feedback": steps.SENT, "debrief": {"load": "1", "need": "1"},
        "device": {"device": str(uuid4()), "hers": "yes"},
    }  # fmt: skip
    return {f"/room/{sitting.pk}/{name}/": fields.get(name, {}) for name in names}  # type: ignore[misc]


RUNNING = ("pause", "go-on", "interrupt", "recording", "invite", "device", "close-device", "stop", "close")
AFTER = ("feedback", "debrief")


def test_row29_30_nothing_opens_before_the_step_that_comes_before_it(begun: Any, ben: Client, now: datetime) -> None:
    her = begun.ana
    plan = {f"/interviews/{her.pk}/plan/": PLAN | {"place": str(begun.centre.pk)}}
    describe = {f"/interviews/{her.pk}/characteristics/": {"age": "34"}}
    hers = {f"/consent/{her.pk}/hers/": WRITTEN | {"go": "keep", "token": str(uuid4())}}
    assert all_409(ben, plan | describe | hers)  # no interview before consent, no written yes before the spoken one
    assert ben.get(f"/consent/{her.pk}/card/").status_code == 404
    speak(her, by=begun.ben, at=now)
    assert all_409(ben, plan | describe)
    write(her, by=begun.ben, at=now)
    assert statuses(ben, {f"/consent/{her.pk}/oral/": HEARD | SPOKEN} | hers) == {
        f"/consent/{her.pk}/oral/": 409, f"/consent/{her.pk}/hers/": 409,
    }  # fmt: skip
    [path] = plan
    assert ben.post(path, plan[path]).status_code == 302
    sitting, opening = Sitting.objects.get(), {f"/interviews/sittings/{Sitting.objects.get().pk}/open/": {}}
    see = {f"/interviews/sittings/{sitting.pk}/see/": {}}
    assert all_409(ben, opening | see | room(sitting, *RUNNING, *AFTER))
    led = ben.get(f"/room/{sitting.pk}/")
    assert (led.status_code, led["Location"]) == (302, f"/interviews/sittings/{sitting.pk}/")
    steps.attuned(begun, sitting, now)
    assert all_409(ben, opening | room(sitting, *RUNNING, *AFTER))  # given, but not seen
    assert [ben.post(each).status_code for each in (*see, *opening)] == [302, 302]
    assert all_409(ben, plan | room(sitting, *AFTER))
    assert ben.post(f"/room/{sitting.pk}/close/").status_code == 302
    assert all_409(ben, plan | room(sitting, "pause", "go-on", "recording", "invite", "device", "interrupt", "stop"))


def test_row30_an_attunement_or_a_text_out_of_its_turn_is_not_now(begun: Any, ben: Client, signed_in: Any) -> None:
    now, thea = begun.at, signed_in(begun.thea)
    speak(begun.ana, by=begun.ben, at=now)
    write(begun.ana, by=begun.ben, at=now)
    sitting = steps.planned(begun, now)
    register = f"/transcripts/{begun.ana.pk}/sittings/{sitting.pk}/register/"
    text = {"language": "en", "reader": str(Membership.objects.get(person=begun.rita).pk), "text": "R: Yes."}
    assert all_409(ben, {register: {"device": "recorder"}})
    assert statuses(ben, {f"/transcripts/{begun.ana.pk}/look-through/": text}) == {
        f"/transcripts/{begun.ana.pk}/look-through/": 409
    }
    give = f"/check-ins/attunement/{sitting.attunement.pk}/"
    assert thea.post(give, GO).status_code == 302
    ben.post(f"/interviews/sittings/{sitting.pk}/see/")
    assert all_409(thea, {give: GO | {"verdict": "3"}})  # it was seen: it stays as it is
    assert Recording.objects.count() == 0


DATED = {name: "2099-01-01T00:00:00Z" for name in ("at", "date", "given_at", "signed_on", "created", "order", "spoken")}


def test_row29_consent_carries_the_servers_time_and_no_form_can_date_it(begun: Any, ben: Client, now: datetime) -> None:
    at = f"/consent/{begun.ana.pk}/"
    ben.post(f"{at}oral/", HEARD | SPOKEN | DATED)
    ben.post(f"{at}hers/", WRITTEN | {"go": "keep", "token": str(uuid4())} | DATED)
    acts = list(Act.objects.order_by("order"))
    assert [(act.kind, act.at) for act in acts] == [("oral", now), ("written", now)]
    assert [Entry.objects.get(target=act.pk).seq for act in acts] == [act.order for act in acts]
    early, late = (queries.in_force(begun.ana, at=moment).valid for moment in (now - timedelta(seconds=1), now))
    assert (early, late) == (False, True)


def test_row29_a_script_in_one_instant_gets_the_order_of_the_acts_and_no_way_around_it(begun: Any) -> None:
    at = timezone.now()
    with pytest.raises(NotToBeAsked):
        write(begun.ana, by=begun.ben, at=at)
    speak(begun.ana, by=begun.ben, at=at)
    write(begun.ana, by=begun.ben, at=at)
    with pytest.raises(NotToBeAsked):
        speak(begun.ana, by=begun.ben, at=at)
    acts = Act.objects.order_by("order").values_list("kind", "at")
    assert list(acts) == [("oral", at), ("written", at)]


def twice(send: Callable[[], Any]) -> int:
    """Send a form twice; give how many rows the first left, having looked that the second left none."""
    before = sum(kept().values())
    first = send()
    between = sum(kept().values())
    second = send()
    assert (first.status_code, second.status_code, second["Location"]) == (302, 302, first["Location"])
    assert sum(kept().values()) == between
    return between - before


def test_row31_every_form_of_the_way_that_is_sent_twice_has_one_effect(
    begun: Any, ben: Client, signed_in: Any, now: datetime
) -> None:
    her, thea, token = begun.ana, signed_in(begun.thea), str(uuid4())
    at = f"/consent/{her.pk}/"
    assert twice(lambda: ben.post(f"{at}oral/", HEARD | SPOKEN | {"token": token})) > 0
    assert twice(lambda: ben.post(f"{at}hers/", WRITTEN | {"go": "keep", "token": str(her.pk)})) > 0
    assert twice(lambda: ben.post(f"/interviews/{her.pk}/characteristics/", {"age": "34"})) == 1
    assert twice(lambda: ben.post(f"/interviews/{her.pk}/plan/", PLAN | {"place": str(begun.centre.pk)})) > 0
    sitting, asked = Sitting.objects.get(), Attunement.objects.get()
    thea.post(f"/check-ins/attunement/{asked.pk}/", GO)
    for path in (f"/interviews/sittings/{sitting.pk}/see/", f"/interviews/sittings/{sitting.pk}/open/"):
        assert twice(lambda path=path: ben.post(path)) > 0  # type: ignore[misc]
    counts = {
        "pause": 1, "go-on": 0, "recording": 1, "close": 1, "feedback": 1, "debrief": 1,
    }  # fmt: skip
    for name, least in counts.items():
        [(path, fields)] = room(sitting, name).items()
        assert twice(lambda path=path, fields=fields: ben.post(path, fields)) >= least  # type: ignore[misc]
    register = f"/transcripts/{her.pk}/sittings/{sitting.pk}/register/"
    assert twice(lambda: ben.post(register, {"device": "recorder"})) > 0
    assert (Interview.objects.count(), Feedback.objects.count(), Debrief.objects.count()) == (1, 1, 1)
    told = {"level": "W1", "channel": "by_phone", "go": "stop"}
    assert twice(lambda: ben.post(f"{at}stop/", told)) > 0


def at_once(browser: Callable[[], Client], path: str, fields: dict[str, str]) -> list[int]:
    """Send one form from four windows at the same moment; give the statuses."""
    windows, together = [browser() for _window in range(4)], Barrier(4)

    def send(window: Client) -> int:
        together.wait(timeout=20)
        try:
            return window.post(path, fields).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as hands:
        return list(hands.map(send, windows))


def test_row31_four_windows_that_send_one_form_at_the_same_moment_have_one_effect(
    committed_cast: Any, signed_in: Any
) -> None:
    cast, now = committed_cast, timezone.now()
    publish(cast.study, by=cast.lena, at=now - timedelta(hours=1))
    screening = store_screening(cast.centre, FITS, by=cast.ben, at=now)
    take_in, before = f"/studies/screenings/{screening.pk}/take-in/", Participant.objects.count()
    assert at_once(lambda: signed_in(cast.ben), take_in, {"language": "nl"}) == [302] * 4
    assert Participant.objects.count() == before + 1
    form = {"token": str(uuid4())} | HEARD | SPOKEN
    assert at_once(lambda: signed_in(cast.ben), f"/consent/{cast.ana.pk}/oral/", form) == [302] * 4
    assert [re.sub(r"\W", "", kind) for kind in Act.objects.values_list("kind", flat=True)] == ["oral"]
