from django.apps import AppConfig

from vault.services import after_an_epoch


class UpkeepConfig(AppConfig):
    name = "upkeep"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the part of the backups follow each epoch of the keys."""
        from upkeep.keeping import follow_the_epoch

        after_an_epoch(follow_the_epoch)
