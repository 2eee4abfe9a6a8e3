from django.apps import AppConfig

from vault.services import after_an_epoch


class UpkeepConfig(AppConfig):
    name = "upkeep"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the part of the backups follow each epoch of the keys, and an order of the staff what was carried out."""
        from consent.services import after_destruction
        from upkeep.keeping import follow_the_epoch
        from upkeep.services import settle

        after_an_epoch(follow_the_epoch)
        after_destruction(settle)
