"""What stops the start: keys out of the environment where they are not for tests."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from vault.providers.chosen import ENVIRONMENT, FILES, NO_PROVIDER


@register
def keys_are_kept_where_they_can_be_destroyed(**_: Any) -> list[Error]:
    """Refuse any provider but files outside demo mode, and one that there is not."""
    allowed = {FILES, ENVIRONMENT} if settings.DEMO else {FILES}
    return [] if settings.KEY_PROVIDER in allowed else [Error(NO_PROVIDER, id="attune.E010")]
