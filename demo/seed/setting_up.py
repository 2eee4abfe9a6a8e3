"""People, both studies, their centres and teams, guide and consent texts."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from accounts.models import Duty, Person
from accounts.services import add_person
from consent.models import Change
from consent.services import publish, reference_bodies
from demo.seed.days import Days
from demo.seed.steps import Step
from demo.study_files import read
from interviews.services import allow_value, publish_guide, set_pace
from studies import services
from studies.models import Centre, Part, Study

_DUTIES = set(Duty.values)
_BEFORE = timedelta(days=3)
"""So long before the ethics decision a study is entered."""


class People:
    """The invented people, by their key in the study's file."""

    def __init__(self, days: Days) -> None:
        self._days, self._written = days, read("study")
        self._known: dict[str, Person] = {}

    def __getitem__(self, key: str) -> Person:
        return self._known[key]

    def steps(self) -> Iterator[Step]:
        """Everybody gets an account before the first study is entered."""
        first = min(self._written[key]["ethics_decision"]["decided_on"] for key in ("study", "other_study"))
        yield self._days.at(first - _BEFORE, "08:30"), self._add

    def _add(self, at: datetime) -> None:
        duties = {m["person"]: m["role"] for m in self._written["study"]["memberships"] if m["role"] in _DUTIES}
        for key, who in self._written["people"].items():
            self._known[key] = add_person(
                email=who["email"], name=who["name"], duty=duties.get(key, ""), language=_language(who), at=at
            )


def _language(who: dict[str, Any]) -> str:
    return "en" if "en" in who["languages"] else str(who["languages"][0])


class Planted:
    """One of the two studies as it is written in `demo/study/study.yaml`, and what it has become."""

    study: Study

    def __init__(self, key: str, days: Days, people: People) -> None:
        self.written, self.days, self.people = read("study")[key], days, people
        self.centres: dict[str, Centre] = {}
        members = self.written["memberships"]
        self._lead = next(each["person"] for each in members if each["role"] == "lead")
        self.therapists = {each["centre"]: each["person"] for each in members if each["role"] == "therapist"}

    @property
    def lead(self) -> Person:
        """Who leads the study."""
        return self.people[self._lead]

    def steps(self) -> Iterator[Step]:
        """The way of a study from its entry to its opening."""
        at, decided, first = self.days.at, self.written["ethics_decision"]["decided_on"], self.written["window"]["from"]
        yield at(decided - _BEFORE, "09:00"), self._enter
        yield at(decided, "14:00"), self._decide
        for centre in self.written["centres"]:
            yield at(self.written["centres"][centre]["joined_on"], "08:00"), partial(self._join, centre)
        for member in self.written["memberships"]:
            if member["role"] not in _DUTIES:
                yield at(member["delegated_from"], "15:00"), partial(self._delegate, member)
        yield at(first - timedelta(days=4), "10:00"), self._publish
        yield (
            at(first - timedelta(days=3), "09:00"),
            lambda instant: services.open_study(self.study, by=self.lead.pk, at=instant),
        )

    def _enter(self, at: datetime) -> None:
        limits = self.written["settings"]
        self.study = services.add_study(
            title=self.written["title"]["en"], institution=self.written["institution"]["en"], by=self.lead.pk, at=at,
            minimum_months_in_treatment=Decimal(limits["minimum_months"]), recording_days=limits["recording_days"],
            withdrawal_days=limits["withdrawal_days"], public_holidays="BE",
        )  # fmt: skip
        services.word(self.study, self.written["placeholders"], by=self.lead.pk, at=at)

    def _decide(self, at: datetime) -> None:
        decision, window = self.written["ethics_decision"], self.written["window"]
        services.record_decision(
            self.study, committee=decision["committee"], number=decision["number"], by=self.lead, at=at,
            decided_on=self.days.day(decision["decided_on"]),
            window=(self.days.day(window["from"]), self.days.day(window["to"])),
        )  # fmt: skip

    def _join(self, key: str, at: datetime) -> None:
        centre = self.written["centres"][key]
        self.centres[key] = services.add_centre(
            self.study, name=centre["name"]["en"], setting=centre["kind"], phone=centre["phone"], by=self.lead.pk,
            mother_child_unit=centre["mother_child_unit"], agreed_on=self.days.day(centre["agreement_on"]), at=at,
        )  # fmt: skip

    def _delegate(self, member: dict[str, Any], at: datetime) -> None:
        trained: date | None = member["trained_on"]
        services.add_member(
            self.study, self.people[member["person"]], Part(member["role"]), by=self.lead.pk, at=at,
            delegated_from=self.days.day(member["delegated_from"]),
            trained_on=self.days.day(trained) if trained else None,
            centre=self.centres[member["centre"]] if member["centre"] else None,
        )  # fmt: skip

    def _publish(self, at: datetime) -> None:
        publish(self.study, reference_bodies(self.study), change=Change.RE_CONSENT, by=self.lead, at=at)
        publish_guide(self.study, read("guide"), by=self.lead, at=at)
        allow_value(self.study, "relationship_status", "incarcerated_partner", by=self.lead, at=at)
        set_pace(self.study, **self.written["pace"], by=self.lead, at=at)
