"""The sealed column."""

from typing import Any
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from vault import services


class Sealed(bytes):
    """A column's value as it rests in the database."""


class _SealedAttribute(DeferredAttribute):
    """Opens the value when it is read; what is set stays in memory until the row is saved."""

    field: "EncryptedText"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            super().__get__(instance, cls)
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            return services.open_sealed(value, **self.field.place(instance))
        return value

    def __set__(self, instance: models.Model, value: str | None) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedText(models.BinaryField):
    """Text sealed with the key of the row's subject and bound to table, column and row.

    The model says whose key by a class attribute `subject`: the name of the attribute that holds the subject's UUID,
    such as `"participant_id"`. Reading raises `vault.services.KeyDestroyed` once that key is gone. It can't be filtered
    on, and changes only by saving the row.
    """

    descriptor_class = _SealedAttribute

    def place(self, instance: models.Model) -> dict[str, Any]:
        """Give the subject, table, column and row that the value of `instance` is bound to."""
        subject: UUID = getattr(instance, type(instance).subject)  # type: ignore[attr-defined]
        return {"subject": subject, "table": self.model._meta.db_table, "column": self.column, "row": instance.pk}

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, str):
            value = Sealed(services.seal(value, **self.place(model_instance)))
            model_instance.__dict__[self.attname] = value
        return value

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            raise FieldError(f"{self.model.__name__}.{self.name} changes only by saving the row")
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str:
        """Refuse serialisation: a fixture would carry the text out of the seal."""
        raise FieldError(f"{self.model.__name__}.{self.name} is sealed")
