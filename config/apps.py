from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Close the process to dumps and reports, wire what low rooms need of high ones, and register the checks."""
        from config import limits, reporting, wiring

        limits.leave_no_dumps()
        reporting.take_over()
        wiring.wire()
        import_module("config.doors")
        import_module("config.databases")
