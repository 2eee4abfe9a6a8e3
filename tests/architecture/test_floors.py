"""A room names only lower floors, by import, by string and by relation; and each wall catches a planted breach."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from tests.architecture.floors import CONTENT, ROOMS, breaches, may_name

ROOT = Path(__file__).resolve().parents[2]
PRESENT = sorted(room for room in ROOMS if (ROOT / room).is_dir())


def sources(room: str) -> list[Path]:
    return [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


def test_every_app_has_a_floor() -> None:
    assert {path.parent.name for path in ROOT.glob("*/apps.py")} <= ROOMS


@pytest.mark.parametrize("room", [room for room in PRESENT if room != "config"])
def test_a_room_names_only_lower_floors(room: str) -> None:
    assert {str(path): breaches(room, path.read_text()) for path in sources(room)} == {
        str(path): set() for path in sources(room)
    }


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("checkins", "import interviews.models"),
        ("checkins", "def late():\n    from transcripts import queries"),
        ("checkins", "models.ForeignKey('interviews.Sitting', models.CASCADE)"),
        ("checkins", "reverse('timelines:board')"),
        ("checkins", "get_template('transcripts/page.html')"),
        ("checkins", "redirect('/interviews/')"),
        ("checkins", "from timelines.models import Thing"),
        ("timelines", "app.send_task('checkins.tasks.release')"),
        ("ledger", "from accounts.models import Person"),
        ("accounts", "from printing.services import pdf"),
        ("deid", "from vault import services"),
        ("today", "from audit import rules"),
        ("consent", "import config.settings"),
    ],
)
def test_a_planted_breach_is_caught(room: str, source: str) -> None:
    assert breaches(room, source) != set()


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("interviews", "from checkins import services\nfrom timelines import services as lines"),
        ("accounts", "from ledger.services import record\nfrom vault.services import make_key"),
        ("consent", "from printing.services import pdf"),
        ("checkins", "label = 'what happens in interviews stays there'"),
    ],
)
def test_what_is_allowed_is_not_caught(room: str, source: str) -> None:
    assert breaches(room, source) == set()


def reached_from(start: type[Model]) -> set[type[Model]]:
    """Give every model to which a relation leads from `start`, forwards or backwards, through any number of others."""
    seen: set[type[Model]] = set()
    queue = [start]
    while queue:
        model = queue.pop()
        if model not in seen:
            seen.add(model)
            queue += [f.related_model for f in model._meta.get_fields() if isinstance(f.related_model, type)]
    return seen


@pytest.mark.parametrize("name", ["Attunement", "Feedback", "Acknowledgement"])
def test_no_relation_leads_from_check_ins_to_content(name: str) -> None:
    reached = reached_from(apps.get_model("checkins", name))
    assert {model for model in reached if model._meta.app_label in CONTENT} == set()


def test_the_walk_over_relations_would_find_content() -> None:
    reached = reached_from(apps.get_model("interviews", "Sitting"))
    assert {"timelines", "interviews"} <= {model._meta.app_label for model in reached}


def test_every_foreign_key_that_crosses_rooms_is_one_way() -> None:
    both_ways = [
        f"{model.__name__}.{field.name}"
        for room in PRESENT
        if apps.is_installed(room)
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if getattr(field, "remote_field", None)
        and field.concrete
        and isinstance(field.related_model, type)
        and field.related_model._meta.app_label != room
        and field.remote_field.related_name != "+"
    ]
    assert both_ways == []


def named_in_page(source: str) -> set[str]:
    """Give the rooms that a template names in a quoted path, route or include."""
    return set(re.findall(r"""["']/?(\w+)[.:/]""", source)) & ROOMS


def pages(room: str) -> list[Path]:
    return [path for path in (ROOT / "templates" / room).rglob("*") if path.suffix in {".html", ".txt", ".svg"}]


def above(room: str, source: str) -> set[str]:
    """Give the rooms that a page of `room` names though they do not stand below it."""
    return named_in_page(source) - may_name(room)


@pytest.mark.parametrize("room", [room for room in PRESENT if room != "config"])
def test_a_page_names_only_lower_floors(room: str) -> None:
    assert {str(page): above(room, page.read_text()) for page in pages(room)} == {
        str(page): set() for page in pages(room)
    }


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("interviews", '<a href="{% url "transcripts:list" %}">'),
        ("studies", "{% url 'interviews:interview' her.pk %}"),
        ("timelines", '{% include "checkins/_question.html" %}'),
        ("today", '<a href="/audit/">'),
    ],
)
def test_a_page_that_names_a_room_above_or_beside_it_is_caught(room: str, line: str) -> None:
    assert above(room, line) != set()


def test_no_page_stands_outside_a_room() -> None:
    folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}
    assert folders - ROOMS == {"errors"}


def test_check_in_pages_name_no_content() -> None:
    named = {page: named_in_page(page.read_text()) for page in (ROOT / "templates/checkins").rglob("*.html")}
    assert {str(page) for page, rooms in named.items() if rooms & CONTENT} == set()


@pytest.mark.parametrize(
    "line", ["{% include 'interviews/_state.html' %}", '{% url "timelines:board" pk=1 %}', '<a href="/transcripts/">']
)
def test_a_page_that_names_content_is_caught(line: str) -> None:
    assert named_in_page(line) & CONTENT != set()


def test_shared_pages_name_no_room() -> None:
    shared = [*(ROOT / "templates").glob("*.html"), *(ROOT / "templates/errors").glob("*.html")]
    assert {str(page): named_in_page(page.read_text()) - {"accounts"} for page in shared} == {
        str(page): set() for page in shared
    }


LIBRARIES = {
    "cryptography": {"vault", "tools/verify_ledger.py"}, "weasyprint": {"printing"}, "segno": {"printing"},
    "allauth": {"accounts/factors.py", "accounts/adapter.py"}, "fido2": {"accounts/factors.py"},
}  # fmt: skip


def imports(library: str, source: str) -> bool:
    """Say whether a file imports `library` or a part of it, at any depth, or names it to be imported."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.append(node.module or "")
        elif isinstance(node, ast.Call) and "import" in ast.unparse(node.func):
            names += [str(given.value) for given in node.args if isinstance(given, ast.Constant)]
    return library in {name.split(".")[0] for name in names}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_imported_in_its_room_only(library: str) -> None:
    files = [path for room in [*PRESENT, "tools", "scripts", "bench"] for path in (ROOT / room).rglob("*.py")]
    naming = [path for path in files if library in path.read_text()]
    users = {path.relative_to(ROOT).as_posix() for path in naming if imports(library, path.read_text())}
    homes = LIBRARIES[library]
    assert {user for user in users if not homes & {user, user.split("/")[0]}} == set()
    assert users != set()


@pytest.mark.parametrize(
    "line",
    [
        "import cryptography",
        "def late():\n    from cryptography.fernet import Fernet",
        "if True: import os, cryptography.x509 as x",
        "import_module('cryptography.fernet')",
        "__import__('cryptography')",
    ],
)
def test_an_import_of_the_library_anywhere_is_caught(line: str) -> None:
    assert imports("cryptography", line)
    assert not imports("cryptography", "from vault.services import seal\nwords = 'cryptography is elsewhere'")


def test_weasyprint_is_imported_inside_a_function() -> None:
    lines = [line for path in sources("printing") for line in path.read_text().splitlines()]
    assert [line for line in lines if re.match(r"(import|from) weasyprint", line)] == []


def test_rules_ask_for_no_query_clock_request_or_setting() -> None:
    forbidden = re.compile(r"\.objects\b|timezone\.now|datetime\.now|HttpRequest|django\.conf|\.save\(")
    rules = [
        path for room in PRESENT for path in sources(room) if path.name == "rules.py" or path.parent.name == "rules"
    ]
    assert {str(path): forbidden.findall(path.read_text()) for path in rules} == {str(path): [] for path in rules}


def test_what_others_point_to_is_locked_in_one_way() -> None:
    """A lock that also stops foreign keys waits for who waits for it (PostgreSQL); all take the weaker one."""
    found = [
        (path.name, lock) for room in PRESENT for path in sources(room)
        for lock in re.findall(r"(?:Participant|Study)\.objects\.select_for_update\(([^)]*)", path.read_text())
    ]  # fmt: skip
    assert found != []
    assert [place for place in found if "no_key=True" not in place[1]] == []


def test_migrations_are_named_for_their_change() -> None:
    names = [path.stem for path in ROOT.glob("*/migrations/0*.py")]
    assert [name for name in names if re.search(r"_auto_|_initial$", name)] == []
