"""How an open room stands, in one statement: it is asked for with every page of the room, and after every act."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from interviews.models import Kind, Sitting
from studies.queries import as_id, rows_of

_STANDS = """WITH here AS (SELECT id, interview_id FROM interviews_sitting WHERE id IN ({ids}))
    SELECT 'mark', mark.question_id, mark.talked, 0 FROM interviews_coverage mark
        JOIN here ON here.interview_id = mark.interview_id
    UNION ALL SELECT 'aside', aside.theme_id, '', 0 FROM interviews_aside aside
        JOIN here ON here.interview_id = aside.interview_id
    UNION ALL SELECT 'said', moment.id, moment.kind, moment.second FROM interviews_moment moment
        JOIN here ON here.id = moment.sitting_id
    UNION ALL SELECT 'pause', pause.id, '', 0 FROM interviews_pause pause
        JOIN here ON here.id = pause.sitting_id WHERE pause.ended_at IS NULL
    UNION ALL SELECT 'help', help.id, '', 0 FROM interviews_helpcalled help JOIN here ON here.id = help.sitting_id"""


@dataclass(frozen=True)
class AsItStands:
    """What became of key questions and topics by their ids, whether there is a pause, and when what was said last.

    `marks` are those that a question has of its own; `said` gives the last second of each kind of moment.
    """

    marks: dict[UUID, str]
    asides: frozenset[UUID]
    said: dict[str, int]
    paused: bool
    helped: bool = False  # help was called

    @property
    def begins(self) -> bool:
        """Say whether nothing was marked or set aside yet."""
        return not (self.marks or self.asides or self.said)

    def since(self, sitting: Sitting, at: datetime) -> dict[str, int]:
        """Give the whole seconds since her right was last said again, and since she was last asked how she is."""
        now = int((at - (sitting.opened_at or at)).total_seconds())
        return {str(kind): max(now - self.said.get(kind, 0), 0) for kind in (Kind.REMINDED, Kind.ASKED)}


def as_it_stands(sitting: Sitting) -> AsItStands:
    """Give how the room of a sitting stands; one query."""
    rows = rows_of(_STANDS, [sitting.pk])
    said: dict[str, int] = {}
    for what, _pk, kind, second in rows:
        if what == "said":
            said[kind] = max(second, said.get(kind, 0))
    return AsItStands(
        {as_id(pk): talked for what, pk, talked, _second in rows if what == "mark"},
        frozenset(as_id(pk) for what, pk, _word, _second in rows if what == "aside"),
        said, "pause" in {row[0] for row in rows}, "help" in {row[0] for row in rows},
    )  # fmt: skip
