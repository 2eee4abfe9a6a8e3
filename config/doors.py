"""Every door of the program, for the check that each one names its policy row."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import Error, register, run_checks
from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import table
from config.celery import app

Door = tuple[str, Any]
"""What a door is called, and the view, consumer class, task or command behind it."""


def views(patterns: list[Any] | None = None, prefix: str = "/") -> Iterator[Door]:
    """Give every view of the resolver with its path pattern."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry.url_patterns, f"{prefix}{entry.pattern}")
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.pattern}", entry.callback


def consumers() -> Iterator[Door]:
    """Give every consumer class of the routes of sockets and of event streams."""
    sockets = import_module("config.sockets")
    for route in [*sockets.routes(), *sockets.streams()]:
        yield f"socket /{route.pattern}", route.callback.consumer_class


def tasks() -> Iterator[Door]:
    """Give every task of ours."""
    for room in settings.ROOMS:  # not by Celery's own autodiscovery: it runs the checks, and this is one
        if find_spec(f"{room}.tasks"):
            import_module(f"{room}.tasks")
    for name, task in sorted(app.tasks.items()):
        if not name.startswith("celery."):
            yield f"task {name}", task.run


def commands() -> Iterator[Door]:
    """Give every command of ours."""
    for name, room in sorted(get_commands().items()):
        if room in {*settings.ROOMS, "config", "demo"}:
            yield f"command {name}", type(load_command_class(room, name))


def all_doors() -> list[Door]:
    """Give every door there is."""
    return [*views(), *consumers(), *tasks(), *commands()]


@register
def every_door_names_its_policy_row(**_: Any) -> list[Error]:
    """Refuse to start while a door names no policy row, or one that the table does not have."""
    doors = all_doors()
    silent = [name for name, door in doors if not hasattr(door, "policy")]
    faults = table.faults(door.policy for _name, door in doors if hasattr(door, "policy"))
    return [Error(f"{name} names no policy row", id="attune.E001") for name in silent] + [
        Error(fault, id="attune.E002") for fault in faults if not fault.startswith("nothing states")
    ]


@register
def no_page_shows_what_was_sent(**_: Any) -> list[Error]:
    """Refuse to start in debug mode: its error page shows what was sent, and every local variable."""
    return [Error("DEBUG must be off, always", id="attune.E003")] if settings.DEBUG else []


def refuse_to_start_with_faults() -> None:
    """Stop a process that serves or works, with one line a fault, when any check of the program fails."""
    faults = [str(message) for message in run_checks() if message.is_serious() and not message.is_silenced()]
    if faults:
        raise SystemExit("\n".join(faults))
