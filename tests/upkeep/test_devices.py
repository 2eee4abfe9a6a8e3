"""The doctor on how her device comes here: by https, under a certificate that a browser takes, and for a while yet."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.services.certificates import certificate
from upkeep import certificates, readings, rules
from upkeep.rules import Devices, Grade

OK, LOOK, BAD = Grade
NOW = datetime.fromisoformat("2026-06-09T10:00:00+00:00")
NAME = "tablet.attune.test"


def after(**time: int) -> Devices:
    return Devices(NAME, https=True, ends=NOW + timedelta(**time))


@pytest.mark.parametrize(
    ("where", "grade"),
    [
        (Devices("", https=False), OK), (Devices(NAME, https=False), BAD), (Devices(NAME, https=True), OK),
        (after(days=14), OK), (after(days=13, hours=23), LOOK), (after(hours=1), LOOK), (after(), BAD),
        (after(days=-1), BAD), (Devices(NAME, https=True, unproven=True), BAD),
        (Devices(NAME, https=True, unproven=True, ended=True), BAD),
    ],
)  # fmt: skip
def test_each_way_is_graded(where: Devices, grade: Grade) -> None:
    assert rules.devices(NOW, where).grade is grade


def test_the_days_that_are_left_and_the_host_are_named() -> None:
    assert rules.devices(NOW, after(days=13, hours=23)).words == "The certificate ends in 13 days."
    assert NAME in rules.devices(NOW, Devices(NAME, https=True, unproven=True)).words
    ended, other = (Devices(NAME, https=True, unproven=True, ended=each) for each in (True, False))
    assert rules.devices(NOW, ended).words != rules.devices(NOW, other).words


@pytest.fixture
def named(settings: Any, tmp_path: Path) -> Any:
    """Name a certificate for the host that is asked for, good for so many days."""

    def names(host: str, days: int) -> Devices:
        made = certificate(tmp_path, host, days=days)
        settings.JOIN_HOST, settings.TLS_CERTIFICATE, settings.TLS_KEY = NAME, str(made.certificate), str(made.key)
        return readings.devices()

    return names


def test_a_certificate_is_read_as_a_browser_reads_it(named: Any, settings: Any) -> None:
    good = named(NAME, 12)
    assert (good.unproven, good.ended) == (False, False)
    left = good.ends - datetime.now(UTC)
    assert timedelta(days=11, hours=23) < left <= timedelta(days=12)
    assert readings.devices() == good
    other = named("elsewhere.attune.test", 12)
    assert (other.unproven, other.ended, other.ends) == (True, False, None)
    settings.TLS_KEY = "/nowhere"
    assert readings.devices() == other


def test_a_certificate_that_has_ended_is_told_from_one_of_another_name(named: Any) -> None:
    assert named(NAME, -1) == Devices(NAME, https=True, ended=True, unproven=True)


def test_without_a_certificate_https_is_the_proxy_s(settings: Any) -> None:
    settings.JOIN_HOST, settings.HTTPS = NAME, True
    assert readings.devices() == Devices(NAME, https=True)
    settings.HTTPS = False
    assert readings.devices() == Devices(NAME, https=False)


def test_the_key_of_the_certificate_is_for_its_owner_too(named: Any, settings: Any) -> None:
    named(NAME, 12)
    key = Path(settings.TLS_KEY)
    key.chmod(0o644)
    assert [each.mode for each in readings.lying() if each.name == key.name] == [0o644]


def test_a_certificate_that_is_none_is_unproven(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    settings.TLS_CERTIFICATE = settings.TLS_KEY = str(tmp_path / "empty")
    with pytest.raises(certificates.Unproven):
        certificates.ends()
