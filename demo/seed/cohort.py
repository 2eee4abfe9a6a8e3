"""One participant's way, from screening to the deletion of her recording, as written in `demo/study/cohort.yaml`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import Person
from consent.queries import current_version, text
from consent.rules import to_answer
from consent.services import give_oral, give_written, keep_copy, make_code
from demo.seed import codes, line, transcripts
from demo.seed.setting_up import Planted
from demo.seed.sittings import Meeting, Postponed
from demo.seed.steps import Step
from demo.study_files import read
from interviews.services import describe
from studies import services
from studies.models import Cause, Outcome, Participant
from studies.rules import Judged

_MINUTES = timedelta(minutes=1)


class Story:
    """What happened to one participant."""

    participant: Participant

    def __init__(self, planted: Planted, written: dict[str, Any]) -> None:
        self.planted, self.written, self.days = planted, written, planted.days
        self._deviation = "deviation" in written["screening"]

    @property
    def interviewer(self) -> Person:
        """Who screens, explains and interviews."""
        said = self.written.get("consent", {}).get("explained_by")
        known = [key for key in self.planted.written["memberships"] if key["role"] == "interviewer"]
        return self.planted.people[said or known[0]["person"]]

    def steps(self) -> Iterator[Step]:
        """Everything that happened, with its instants."""
        screened = self.written["screening"]["day"]
        yield self.days.at(screened, "09:00"), self._screen
        if "consent" not in self.written:
            ready = max(self.days.at(screened, "09:20"), self._first_day_of_the_month())
            yield ready, self._take_in
            return
        yield from self._consent()
        if "interview" in self.written:
            yield from self._interview()

    def _first_day_of_the_month(self) -> datetime:
        return datetime.combine(
            self.days.month(self.written["screening"]["eligible_from"]), datetime.min.time(), self.days.now.tzinfo
        ) + timedelta(hours=9)

    def _consent(self) -> Iterator[Step]:
        said = self.written["consent"]
        day = said["day"]
        written = self.days.at(day, said["written_at"])
        yield self.days.at(day, "08:30"), self._take_in
        yield self.days.at(day, said["oral_at"]), self._oral
        yield written, self._written
        yield written + 2 * _MINUTES, self._card
        if "characteristics" in self.written:
            yield written + 10 * _MINUTES, self._describe

    def _interview(self) -> Iterator[Step]:
        said = self.written["interview"]
        asked = self.days.at(self.written["consent"]["day"], self.written["consent"]["written_at"]) + 20 * _MINUTES
        for postponed in said.get("postponed", []):
            away = Postponed(self, postponed)
            yield from away.steps(asked)
            asked = away.called_off
        for number, each in enumerate(said["sittings"]):
            meeting = Meeting(self, each, first=number == 0, last=each is said["sittings"][-1])
            yield from meeting.steps(asked)
            asked = meeting.ends + 25 * _MINUTES
            if number == 0 and read("cohort")["timeline"]["participant"] == self.written["code"]:
                yield meeting.starts + 20 * _MINUTES, partial(line.draw, self)
        if "transcript" in said:
            typed = self.days.at(said["sittings"][-1]["recording"]["transcribed_on"], "16:30")
            yield from transcripts.steps(self, typed)

    def _screen(self, at: datetime) -> None:
        since = self.days.month(self.written["screening"]["eligible_from"])
        outcome = Outcome.ELIGIBLE if since <= at.date() else Outcome.NOT_YET
        centre = self.planted.centres[self.written["centre"]]
        self._screening = services.store_screening(centre, Judged(outcome, since), by=self.interviewer, at=at)

    def _take_in(self, at: datetime) -> None:
        by = self.planted.lead if self._deviation else self.interviewer
        self.participant = services.take_in(
            self._screening, language=self.written["language"], by=by, at=at,
            deviation=Cause.TOO_EARLY if self._deviation else None,
        )  # fmt: skip

    def _oral(self, at: datetime) -> None:
        said = self.written["consent"]
        oral = said.get("oral") or {f"O{number}": "no" if number == 5 else "yes" for number in range(1, 6)}
        give_oral(
            self.participant, answers={code: answer == "yes" for code, answer in oral.items()},
            heard={code: codes.HEARD[how] for code, how in said["teach_back"].items()},
            present=codes.PRESENT[said["other_present"]], language=self.written["language"], by=self.interviewer, at=at,
        )  # fmt: skip

    def _written(self, at: datetime) -> None:
        said, language = dict(self.written["consent"]["items"]), self.written["language"]
        version = current_version(self.participant.study_id, at)
        assert version is not None  # nosec B101 # noqa: S101 - published before the study opened
        follow_up = codes.choice(said.pop("C11"))
        said["C11"] = follow_up != "not_now"
        asked = {item["code"] for item in to_answer(text(version.pk, language).body["items"])}
        self._act = give_written(
            self.participant, answers={code: yes for code, yes in said.items() if code in asked},
            choices={"C11": follow_up}, language=language, by=self.interviewer, at=at,
        )  # fmt: skip

    def _card(self, at: datetime) -> None:
        keep_copy(self._act, at)
        make_code(self.participant, by=self.interviewer, at=at)  # given to her and kept nowhere: here nobody takes it

    def _describe(self, at: datetime) -> None:
        values = codes.characteristics(self.written["characteristics"])
        describe(self.participant, values, by=self.interviewer, at=at)
