"""What one operation does to a drawn timeline in memory: everything, or nothing and an exception."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.access import NotNow
from timelines import rules
from timelines.models import Cover, Lane, Thing
from timelines.rows import Drawn, Rows
from timelines.rules import Seat, hears_nothing

COLOURS = 8


class Resting(NotNow):
    """No sitting is open: the timeline can be looked at, not changed."""


class TakenAway(NotNow):
    """The thing was taken away before this change came."""


class Covered(NotNow):
    """The thing is covered: only her own screen changes it or lifts the cover."""


class Doing:
    """One operation on one timeline of a batch; it gets the number after the last one."""

    def __init__(self, rows: Rows, drawn: Drawn, *, hers: bool, alone: bool) -> None:
        self.rows, self.drawn, self.timeline = rows, drawn, drawn.timeline
        self.hers, self.alone = hers, alone
        self.sequence = self.timeline.sequence + 1

    def do(self, step: rules.Step) -> bool:
        """Do it, and say whether that changed anything: to take away what is gone leaves no trace.

        Raises a subclass of `rules.Unusable`, TakenAway or Covered; then nothing was done.
        """
        if self.alone:
            self._refuse_alone(step)
        if isinstance(step, rules.Drop) and step.target in self.drawn.gone:
            return False
        match step:
            case rules.Put():
                self.put(step)
            case rules.Drop():
                self.drop(step)
            case rules.Covering():
                self.cover(step.target, step.cover)
            case rules.Share():
                self.share(step)
            case rules.LanePut():
                self.lane(step)
            case rules.Life():
                self.life(step)
        self.timeline.sequence = self.sequence
        return True

    def _refuse_alone(self, step: rules.Step) -> None:
        """Refuse, before a sitting, whatever touches more than what she prepares alone. Raises Malformed."""
        thing = self._found(step.target)
        known = thing is None or thing.cover == Cover.ALONE
        if not isinstance(step, rules.Put | rules.Drop | rules.Share) or not known:
            raise rules.Malformed

    def put(self, put: rules.Put) -> None:
        thing = self._found(put.target)
        if thing is not None and thing.cover != Cover.NONE and not self.hers:
            raise Covered(_("This is covered. Only her own screen can change it."))
        if thing is None:
            self._refuse_new(put.target)
        lane = next((one for one in self.drawn.lanes if one.pk == put.lane), None)
        if lane is None:
            raise rules.LaneMissing
        thing = thing or self._new(put.target)
        thing.lane, thing.shape, thing.told = lane, put.shape, put.told.as_text()
        self.drawn.said[thing.pk] = put.told
        self._touch(thing)

    def drop(self, drop: rules.Drop) -> None:
        thing = self._there(drop.target)  # what never was is not taken away: its row would stay for ever
        if thing.cover != Cover.NONE and not self.hers:
            raise Covered(_("This is covered. Only her own screen can take it away."))
        self._note(thing)
        self.drawn.things.pop(thing.pk)
        self.drawn.touched[drop.target] = None
        self.drawn.gone.add(drop.target)

    def cover(self, target: UUID, cover: Cover) -> None:
        thing = self._there(target)
        if not self.hers and (thing.cover != Cover.NONE or cover == Cover.NONE):
            raise Covered(_("Only her own screen lifts a cover or changes it."))
        thing.cover = cover
        self._touch(thing)

    def share(self, share: rules.Share) -> None:
        thing = self._there(share.target)
        if not self.hers:
            raise Covered(_("Only her own screen lifts a cover or changes it."))
        if thing.cover == Cover.ALONE:
            thing.cover = Cover.NONE
            self._touch(thing)

    def lane(self, put: rules.LanePut) -> None:
        lanes = self.drawn.lanes
        lane = next((one for one in lanes if one.pk == put.target), None) or self._new_lane(put)
        if not put.name and not lane.topic:  # a lane of her own has no other name
            raise rules.Malformed
        if lane in lanes:
            lanes.remove(lane)
        lane.name, lane.hidden, lane.sequence = put.name or None, put.hidden, self.sequence
        lanes.insert(min(put.position, len(lanes)), lane)
        for place, one in enumerate(lanes, start=1):
            one.position = place
        self.drawn.named.append(lane)

    def life(self, life: rules.Life) -> None:
        if life.target != self.timeline.pk:
            raise rules.Malformed
        self.timeline.life = life.as_text()
        self.drawn.life_said = True

    def _touch(self, thing: Thing) -> None:
        self._note(thing)
        thing.sequence = self.sequence
        self.drawn.things[thing.pk] = self.drawn.touched[thing.pk] = thing

    def _note(self, thing: Thing) -> None:
        if thing.pk not in self.drawn.new:
            self.drawn.rested.add(thing.pk)

    def _found(self, target: UUID) -> Thing | None:
        """Give the thing, if there is one.

        Raises Malformed for one of another timeline, TakenAway for one of which the other seat hears nothing: a
        refusal must not say that it is there.
        """
        thing = self.drawn.things.get(target)
        if thing is None and self.rows.is_elsewhere(target):
            raise rules.Malformed
        if thing is not None and not self.hers and hears_nothing(Cover(thing.cover), Seat.INTERVIEWER):
            raise _taken_away()
        return thing

    def _there(self, target: UUID) -> Thing:
        """Give the thing. Raises Malformed when there never was one here, TakenAway when it is gone."""
        thing = self._found(target)
        if thing is None:
            self._refuse_gone(target)
            raise rules.Malformed
        return thing

    def _new(self, target: UUID) -> Thing:
        self.drawn.new.add(target)
        cover = Cover.ALONE if self.alone else Cover.NONE
        return Thing(pk=target, timeline=self.timeline, sealed_for=self.timeline.sealed_for, cover=cover)

    def _new_lane(self, put: rules.LanePut) -> Lane:
        many, timeline = len(self.drawn.lanes), self.timeline
        if not put.name or self.rows.is_elsewhere(put.target):
            raise rules.Malformed
        if many >= rules.MOST_LANES:
            raise rules.Full
        colour = many % COLOURS + 1
        return Lane(pk=put.target, timeline=timeline, sealed_for=timeline.sealed_for, topic="", colour=colour)

    def _refuse_new(self, target: UUID) -> None:
        self._refuse_gone(target)
        if len(self.drawn.things) >= rules.MOST_THINGS:
            raise rules.Full

    def _refuse_gone(self, target: UUID) -> None:
        if target in self.drawn.gone:
            raise _taken_away()


def _taken_away() -> TakenAway:
    return TakenAway(_("This was taken away. Your words are still here on your screen."))
