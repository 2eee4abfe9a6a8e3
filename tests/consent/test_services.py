"""Verbs of consent, on the real register and the real keys."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from consent import queries, services
from tests.consent.acts import agree


def test_after_both_acts_consent_is_in_force_and_a_write_is_let_through(cast: Any) -> None:
    agree(cast.ana, by=cast.ben, at=cast.at, no=("C09",))
    found = queries.in_force(cast.ana, cast.at)
    assert (found.valid, found.missing, found.withdrawn, found.follow_up) == (True, [], "", "centre")
    assert "C07" in found.items
    assert "C09" not in found.items
    with transaction.atomic():
        services.require(cast.ana, "C07", "C08", at=cast.at)
        with pytest.raises(services.NotInForce):
            services.require(cast.ana, "C09", at=cast.at)


def test_a_withdrawal_stops_everything_at_once(cast: Any) -> None:
    agree(cast.ana, by=cast.ben, at=cast.at)
    services.withdraw(cast.ana, "W1", by_code=True, at=cast.at + timedelta(minutes=1))
    with pytest.raises(services.NotInForce) as refused, transaction.atomic():
        services.require(cast.ana, at=cast.at)
    assert refused.value.words == "No further sitting."
