"""There is no role, resource, address, task, command or export for child protection, police or courts (R70)."""

import re
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.access import Relation, Role
from accounts.models import Duty
from config import doors
from config.menu import ENTRIES
from config.policy import POLICY
from studies.models import Part
from tests.access import stated

OUTSIDERS = re.compile(
    r"court|judge|justice|judicial|legal|police|prosecut|protection|authorit|warrant|subpoena|youth|guardian|welfare"
    r"|rechtbank|rechter|politie|parket|jeugd|justitie|tribunal|juge|parquet|jeunesse|signalement|report_to",
    re.I,
)


def route_names(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterable[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from route_names(each.url_patterns, f"{before}{each.namespace or ''}:")
        else:
            yield f"{before}{each.name}"


def names() -> dict[str, set[str]]:
    """Give the names of every way in or out, by kind."""
    models = [model for config in apps.get_app_configs() for model in config.get_models()]
    return {
        "roles": {*Role, *Part.values, *Duty.values},
        "relations": set(Relation),
        "resources": {each for _role, resource, action in POLICY for each in (resource, action)},
        "doors": {name for name, _door in doors.all_doors()},
        "routes": set(route_names(get_resolver().url_patterns)),
        "menu": {route for route, _words, _seen_by in ENTRIES},
        "tables": {model._meta.db_table for model in models},
        "columns": {f"{model._meta.label}.{each.name}" for model in models for each in model._meta.get_fields()},
    }


def outsiders(found: dict[str, set[str]]) -> list[tuple[str, str]]:
    return sorted((kind, name) for kind, all_of in found.items() for name in all_of if OUTSIDERS.search(name))


def test_the_roles_are_these_and_no_others() -> None:
    assert set(Role) == {
        "anonymous", "participant by link", "participant by code", "interviewer", "reader", "therapist", "supervisor",
        "lead", "auditor", "custodian", "administrator", "platform",
    }  # fmt: skip
    assert set(Part.values) == {"interviewer", "reader", "therapist", "supervisor", "lead", "auditor"}
    assert set(Duty.values) == {"administrator", "custodian"}


def test_no_way_in_or_out_is_named_for_who_is_outside_the_study() -> None:
    found = names()
    assert all(found.values())
    assert outsiders(found) == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [("roles", "youth judge"), ("resources", "court report"), ("doors", "/audit/<uuid:pk>/police.csv"),
     ("routes", "audit:signalement"), ("columns", "studies.Participant.child_protection_file")],
)  # fmt: skip
def test_such_a_way_would_be_found(kind: str, name: str) -> None:
    found = names()
    found[kind].add(name)
    assert outsiders(found) == [(kind, name)]


def test_nobody_without_a_part_in_the_study_finds_anything_of_a_participant() -> None:
    outside = {"nobody", "adam", "curt", "ida"}
    others = {"study", "person", "destruction"}  # an order names her code, for whoever confirms it
    hers = [line for line in stated.lines().values() if line.names and not others & {*line.names.values()}]
    assert len(hers) > 50
    assert [line.route for line in hers for about in ("own case", "W1") if line.finders(about, "GET") & outside] == []
