from importlib import import_module

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "vault"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the check that refuses keys out of the environment."""
        import_module("vault.checks")
