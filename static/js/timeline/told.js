/* Each kind of message that the server says, by its name (docs/live-protocol.md); a kind that is not known is left. */

export class Told {
  constructor(link) {
    this.link = link;
  }

  ack(said) {
    this.link.made.acknowledged(said);
  }

  refused(said) {
    this.link.made.refused(said);
  }

  lost(said) {
    this.link.made.overwritten(said);
  }

  /* One in which nothing is new changes nothing on the screen. */
  state(state) {
    const { link } = this;
    link.turns.tries = 0;
    link.made.told(state);
    this.lanes = state.lanes ?? this.lanes; // left out when none changed
    const around = JSON.stringify([this.lanes, state.life]);
    const same = state.since && state.sequence === link.hears.last() && around === this.around && !state.things.length && !state.dropped.length;
    if (same) return;
    if (link.hears.state(state)) this.around = around;
    else if (link.line.beats) link.lost();
    else link.ask();
  }

  point(said) {
    this.link.pointing.hear("point", said);
  }

  drag(said) {
    this.link.pointing.hear("drag", said);
  }

  signal(said) {
    this.link.signals.signal?.(said);
  }

  /* Without a number: the other screen has come back, and asks what holds. */
  seen(said) {
    this.link.signals.seen?.(said);
    if (said.n === null) this.link.reviewing.again();
  }

  offer() {
    this.link.reviewing.offered();
  }

  /* After a pause she may be let in again: what waits here stays, sealed. */
  rest(said) {
    this.link.rests = said === "pause";
    this.link.hears.closes?.(said);
  }

  device() {
    this.link.hears.device?.();
  }

  there(said) {
    this.link.heart.tell(said ? "yes" : "no");
  }

  stop() {
    this.lanes = this.around = undefined;
  }
}
