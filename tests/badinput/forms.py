"""Every form of the program, found in its rooms."""

from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings


def modules(root: Path) -> list[str]:
    """Give the modules of the rooms in which forms stand."""
    return sorted(
        f"{room}.{path.stem}" for room in [*settings.ROOMS, "demo"] for path in (root / room).glob("*forms.py")
    )


def every_form(root: Path) -> list[type[Any]]:
    """Give every form that stands in such a module."""
    found = [
        each for name in modules(root) for _name, each in getmembers(import_module(name), isclass)
        if issubclass(each, forms.BaseForm) and each.__module__ == name
    ]  # fmt: skip
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))
