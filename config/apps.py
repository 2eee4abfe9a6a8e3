from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Wire what low rooms need of high ones, and register the check that refuses an open door."""
        from config import wiring

        wiring.wire()
        import_module("config.doors")
