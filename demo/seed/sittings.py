"""One sitting, and what stands around it: attunement, feedback, recording."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from checkins.services import acknowledge, answer, follow_up
from demo.seed import codes
from demo.seed.steps import Step
from interviews import services
from interviews.models import Coverage, KeyQuestion, Sitting
from transcripts.models import Recording
from transcripts.services import mark_deleted, mark_transcribed, register_recording

if TYPE_CHECKING:
    from demo.seed.cohort import Story

_MINUTES = timedelta(minutes=1)


class _Planned:
    """A day on which a sitting is planned, and the attunement of that day."""

    sitting: Sitting

    def __init__(self, story: "Story", written: dict[str, Any], clock: str) -> None:
        self.story, self.written = story, written
        self.starts = story.days.at(written["day"], clock)
        planted = story.planted
        self.therapist = planted.therapists[story.written["centre"]]

    def before(self, asked: datetime) -> Iterator[Step]:
        """Plan it at `asked`; on its day the therapist answers, and the interviewer sees it."""
        said, day = self.written["attunement"], self.written["day"]
        yield asked, self._plan
        yield self.story.days.at(day, said["given_at"]), self._answer
        yield self.story.days.at(day, said["seen_at"]), self._see

    def _plan(self, at: datetime) -> None:
        woman = self.story.participant
        self.sitting = services.plan(
            woman, planned_for=self.starts, place=woman.centre, by=self.story.interviewer, at=at
        )

    def _answer(self, at: datetime) -> None:
        assert self.sitting.attunement is not None  # nosec B101 # noqa: S101 - just asked
        therapist = self.story.planted.people[self.therapist]
        answer(self.sitting.attunement, by=therapist, at=at, **codes.attunement(self.written["attunement"]))

    def _see(self, at: datetime) -> None:
        services.see_attunement(self.sitting, by=self.story.interviewer, at=at)


class Postponed(_Planned):
    """A sitting that did not take place: the attunement of its day said another day."""

    def __init__(self, story: "Story", written: dict[str, Any]) -> None:
        super().__init__(story, written, "10:00")
        self.called_off = story.days.at(written["day"], written["attunement"]["seen_at"]) + 10 * _MINUTES

    def steps(self, asked: datetime) -> Iterator[Step]:
        """Plan, hear, and call off."""
        yield from self.before(asked)
        yield self.called_off - _MINUTES, self._call_off

    def _call_off(self, at: datetime) -> None:
        services.call_off(self.sitting, by=self.story.interviewer, at=at)


class Meeting(_Planned):
    """A sitting that took place."""

    recording: Recording

    def __init__(self, story: "Story", written: dict[str, Any], *, first: bool, last: bool) -> None:
        super().__init__(story, written, written["start"])
        self._net, self._paused = written["net_minutes"] * _MINUTES, written["pause_minutes"] * _MINUTES
        self.ends = self.starts + self._net + self._paused
        self._marks = self._share(first, last)

    def _share(self, first: bool, last: bool) -> list[tuple[str, str]]:
        """Give the key questions of this sitting: all of them, or the first or second half."""
        coverage = list(self.story.written["interview"]["coverage"].items())
        half = len(coverage) // 2
        mine = coverage if first and last else coverage[:half] if first else coverage[half:]
        return [(code, talked) for code, talked in mine if talked in codes.TALKED]

    def steps(self, asked: datetime) -> Iterator[Step]:
        """Everything from planning to the deletion of the recording."""
        yield from self.before(asked)
        yield self.starts, self._open
        yield from self._inside()
        yield self.ends, self._end
        yield from self._after()
        if "recording" in self.written:
            yield from self._custody()

    def _inside(self) -> Iterator[Step]:
        if "recording" in self.written:
            yield self.starts + _MINUTES, self._permit
        yield self.ends - 5 * _MINUTES, self._mark
        if self._paused:
            half = self.starts + self._net / 2
            yield half, self._pause
            yield half + self._paused, self._go_on

    def _open(self, at: datetime) -> None:
        self.sitting = services.open_sitting(self.sitting, by=self.story.interviewer, at=at)

    def _permit(self, at: datetime) -> None:
        services.permit_recording(self.sitting, yes=True, by=self.story.interviewer, at=at)

    def _mark(self, at: datetime) -> None:
        """Keep what became of the key questions: at once, because a mark is no act and asks for no entry."""
        interview = self.sitting.interview
        pks = dict(KeyQuestion.objects.filter(theme__guide=interview.guide_id).values_list("code", "pk"))
        Coverage.objects.bulk_create(
            Coverage(interview=interview, question_id=pks[code], talked=codes.TALKED[talked])
            for code, talked in self._marks
        )

    def _pause(self, at: datetime) -> None:
        services.pause(self.sitting, by=self.story.interviewer, at=at)

    def _go_on(self, at: datetime) -> None:
        services.go_on(self.sitting, by=self.story.interviewer, at=at)

    def _end(self, at: datetime) -> None:
        by = self.story.interviewer
        if "interrupted" in self.written:
            reason = codes.REASON[self.written["interrupted"]]
            self.sitting = services.interrupt(self.sitting, reason=reason, by=by, at=at)
        else:
            self.sitting = services.close(self.sitting, by=by, at=at)

    def _after(self) -> Iterator[Step]:
        given = self.story.days.at(self.written["day"], self.written["feedback"]["given_at"])
        said = self.written["acknowledgement"]
        yield given, self._feedback
        yield given + 2 * _MINUTES, self._debrief
        seen = self.story.days.at(said["seen_on"], said["seen_at"])
        yield seen, self._acknowledge
        if "done" in said:
            became = self.story.days.at(said["done_on"], "17:55")
            yield max(became, seen + 30 * _MINUTES), self._follow_up

    def _feedback(self, at: datetime) -> None:
        said = codes.feedback(self.written["feedback"])
        self._given = services.give_feedback(self.sitting, by=self.story.interviewer, at=at, **said)

    def _debrief(self, at: datetime) -> None:
        load, need = codes.debrief(self.written["feedback"])
        services.debrief(self.sitting, load=load, need=need, by=self.story.interviewer, at=at)

    def _acknowledge(self, at: datetime) -> None:
        therapist = self.story.planted.people[self.therapist]
        acknowledge(self._given, by=therapist, next=codes.acknowledged(self.written["acknowledgement"]), at=at)

    def _follow_up(self, at: datetime) -> None:
        therapist = self.story.planted.people[self.therapist]
        follow_up(self._given, by=therapist, done=codes.done(self.written["acknowledgement"]), at=at)

    def _custody(self) -> Iterator[Step]:
        said, at = self.written["recording"], self.story.days.at
        yield at(said["registered_on"], "18:20"), self._register
        yield at(said["transcribed_on"], "16:00"), self._transcribed
        yield at(said["deleted_on"], "16:40"), self._deleted

    def _register(self, at: datetime) -> None:
        device = codes.DEVICE[self.written["recording"]["device"]]
        self.recording = register_recording(self.sitting, device=device, by=self.story.interviewer, at=at)

    def _transcribed(self, at: datetime) -> None:
        said = self.written["recording"]
        by = self.story.planted.people[said["transcriber"]]
        on = self.story.days.day(said["transcribed_on"])
        mark_transcribed(self.recording, transcriber=by, on=on, by=by, at=at)

    def _deleted(self, at: datetime) -> None:
        people, said = self.story.planted.people, self.written["recording"]
        mark_deleted(self.recording, witness=people[said["witness"]], by=people[said["deleted_by"]], at=at)
