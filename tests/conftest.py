"""The cast of the tests, and the databases they work on.

Ana takes part, Ben interviews her, Thea is a therapist of her centre. Cleo interviews in another study, Theo is a
therapist of another centre: they must see nothing. Rita reads as the second person, Lena leads, Aude audits, Sofie
supervises, Adam administers.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any


def _folder() -> str | None:
    """Give a folder in memory where there is one with room: waiting for a disk tests nothing."""
    memory = Path("/dev/shm")  # noqa: S108 - private folders are made in it
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 else None


# here and not in pyproject.toml: settings must be read after these, and by each process of a parallel run for itself
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["ATTUNE_MODE"] = "demo"
_var = tempfile.TemporaryDirectory(prefix="attune-test-", dir=_folder())  # removed when the run ends
os.environ["ATTUNE_VAR"] = _var.name

import hypothesis
import pytest
from django.conf import settings as _settings
from django.test import Client

from tests.databases import own_copy
from tests.recorded import recorded

# a busy machine is no fault of a rule
hypothesis.settings.register_profile(
    "attune", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], database=None
)
hypothesis.settings.load_profile("attune")
assert _settings.DATABASES  # read now: pytest-django sets Django up only when the settings have been read


def pytest_xdist_setupnodes() -> None:
    """Hand no settings on: processes of a parallel run would read them before a folder of their own stands there."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the choice of the second pass."""
    parser.addoption("--with-database", action="store_true", help="only files in which the database makes a difference")


LONG = ["test_matrix.py", "test_seed.py"]
"""Files in which one test takes many seconds: begun first, so that no process works on them alone at the end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the long files first, each as a whole, so that what its tests share is made once.

    With `--with-database`, leave out those that the pass before has shown already: files in which no test asks for
    a database, and files that look at a page in a browser. Pages are the same on both, and stories take turns.
    """
    items.sort(key=lambda item: (*LONG, item.path.name).index(item.path.name))
    if config.getoption("--with-database"):
        files = {item.path for item in items if takes_part(item)} - {item.path for item in items if drives(item)}
        config.hook.pytest_deselected(items=[item for item in items if item.path not in files])
        items[:] = [item for item in items if item.path in files]


def takes_part(item: pytest.Item) -> bool:
    """Say whether a test asks for a database, by itself or through what it asks for."""
    asked = set(getattr(item, "fixturenames", ()))
    return (
        bool(asked & {"db", "transactional_db", "django_db_setup"}) or item.get_closest_marker("django_db") is not None
    )


def drives(item: pytest.Item) -> bool:
    """Say whether its file names anything of Playwright, or what begins a browser."""
    named = vars(getattr(item, "module", object)).values()
    return any(
        str(getattr(one, "__module__", "")).startswith(("playwright", "tests.services.browser")) for one in named
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Give connections back at once: a test's threads must not hold the database of the test before."""
    from django.conf import settings

    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """The migrated, empty database; also when a run holds only tests of `committed`, which pytest-django can't see."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def _begins_in_english() -> Iterator[None]:
    """Take back the language of the test before: an answered request leaves its own with the thread."""
    from django.utils import translation

    with translation.override(_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _locks_in_order() -> Iterator[None]:
    """Hold transactions to the order of locks: two that keep it never wait for each other."""
    from tests.lock_order import Order, watch

    watch()
    Order.faults.clear()
    yield
    assert Order.faults == []


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of the test's own, copied from the migrated one, in which everything is really committed.

    For what needs several connections: sockets, tasks, threads. No trigger is turned off to clean up.
    """
    with django_db_blocker.unblock(), own_copy():
        yield


@pytest.fixture
def noon() -> datetime:
    """A quiet Tuesday within the study's window."""
    return datetime(2026, 6, 9, 10, 0, tzinfo=UTC)


SINCE = date(2026, 1, 5)
"""The day since which everybody has their part."""


class Cast:
    """The people and places of the tests, made by the services that make them in the program."""

    def __init__(self, at: datetime) -> None:
        from studies.services import add_participant

        self.at = at
        names = ["Lena", "Ben", "Bea", "Rita", "Thea", "Theo", "Sofie", "Aude", "Cleo", "Tess", "Otto"]
        self.lena, self.ben, self.bea, self.rita, self.thea, self.theo, self.sofie, self.aude, self.cleo, self.tess, \
            self.otto = (self._person(name) for name in names)  # fmt: skip
        self.adam = self._person("Adam", "administrator")
        self.study, self.other_study = self._study("Mothers", self.lena), self._study("Fathers", self.otto)
        self.centre = self._centre(self.study, "The Lime Tree", "outpatient")
        self.other_centre = self._centre(self.study, "The Weir", "inpatient")
        self.far_centre = self._centre(self.other_study, "The Mill", "outpatient")
        self._parts()
        self.ana = add_participant(self.study, self.centre, language="en", by=self.ben, at=at)
        self.far_participant = add_participant(self.other_study, self.far_centre, language="en", by=self.cleo, at=at)

    def _person(self, name: str, duty: str = "") -> Any:
        from accounts.services import add_person

        return add_person(email=f"{name.lower()}@example.org", name=name, duty=duty, at=self.at)

    def _centre(self, study: Any, name: str, setting: str) -> Any:
        from studies.services import add_centre

        return add_centre(
            study, name=name, setting=setting, phone="000 00 00", agreed_on=SINCE, by=self.lena.pk, at=self.at
        )

    def _parts(self) -> None:
        from studies.models import Part
        from studies.services import add_member

        parts = [
            (self.study, self.lena, Part.LEAD, "L1", None), (self.study, self.ben, Part.INTERVIEWER, "I1", None),
            (self.study, self.bea, Part.INTERVIEWER, "I2", None), (self.study, self.rita, Part.READER, "R1", None),
            (self.study, self.thea, Part.THERAPIST, "T1", self.centre),
            (self.study, self.theo, Part.THERAPIST, "T2", self.other_centre),
            (self.study, self.sofie, Part.SUPERVISOR, "S1", None), (self.study, self.aude, Part.AUDITOR, "A1", None),
            (self.other_study, self.otto, Part.LEAD, "L1", None),
            (self.other_study, self.cleo, Part.INTERVIEWER, "I1", None),
            (self.other_study, self.tess, Part.THERAPIST, "T1", self.far_centre),
        ]  # fmt: skip
        for study, who, part, code, centre in parts:
            add_member(
                study, who, part, code=code, delegated_from=SINCE, trained_on=SINCE, centre=centre, by=self.lena.pk,
                at=self.at,
            )  # fmt: skip

    def _study(self, title: str, lead: Any) -> Any:
        from studies import services

        at = self.at
        study = services.add_study(title=title, institution="Invented institute", by=lead.pk, at=at)
        services.record_decision(
            study, committee="Invented committee", number="2026/00", decided_on=SINCE,
            window=(date(2026, 1, 12), date(2027, 12, 31)), by=lead, at=at,
        )  # fmt: skip
        services.open_study(study, by=lead.pk, at=at)
        return study


def everybody(at: datetime) -> Cast:
    """Give the cast, which its services make once (tests/recorded.py)."""
    from vault.services import has_key

    return recorded(
        ("cast", at),
        lambda: Cast(at),
        lambda cast: [each.pk for each in vars(cast).values() if hasattr(each, "pk") and has_key(each.pk)],
    )


@pytest.fixture
def cast(db: None, noon: datetime) -> Cast:
    """Everybody, in a database that the test gives back as it was."""
    return everybody(noon)


@pytest.fixture
def committed_cast(committed: None, noon: datetime) -> Cast:
    """Everybody, really committed, in a database of the test's own."""
    return everybody(noon)


@pytest.fixture
def signed_in() -> Any:
    """Give a browser in which a person is signed in."""

    def browser(person: Any, **extra: Any) -> Client:
        client = Client(**extra)
        client.force_login(person)
        return client

    return browser


@pytest.fixture(scope="session")
def passphrase_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The passphrase of the tests' keys in a folder of its own, as outside the demonstration."""
    path = tmp_path_factory.mktemp("passphrase") / "passphrase"
    path.touch(mode=0o600)
    path.write_text(Path(_settings.PASSPHRASE_FILE).read_text())
    return str(path)


@pytest.fixture
def earnest(settings: Any, passphrase_elsewhere: str) -> None:
    """Outside the demonstration, with its addresses read before: they are read once for all tests."""
    from django.urls import get_resolver

    assert get_resolver().url_patterns
    settings.DEMO, settings.PASSPHRASE_FILE = False, passphrase_elsewhere


@pytest.fixture
def asks_as(noon: datetime) -> Any:
    """Give a person asking for an action, as a view's request does."""
    from accounts.access import Actor, Asks, Role
    from studies.queries import roles_of

    def asking(person: Any, resource: str, action: str, at: datetime = noon) -> Asks:
        roles = roles_of(person.pk, at) | ({Role(person.duty)} if person.duty else set())
        return Asks(Actor(person=person.pk, roles=frozenset(roles)), resource, action, at)

    return asking


@pytest.fixture
def root() -> Path:
    """The project's folder."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium for all tests of a file. Its loop runs in this thread meanwhile: none of them asks the database."""
    from tests.services.browser import chromium

    with chromium() as begun:
        yield begun
