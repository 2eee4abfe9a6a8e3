/* The way to the server: a line that is lost is taken up again. Who extends it has `waits`, and hears and marks. */

import { Opening } from "./opening.js";

const ENDED = 4404;
const TOO_MUCH = 1008; // timelines/bounds.py: 60 messages at once, 20 a second

export class Way extends Opening {
  closed(code, opened) {
    this.away();
    if (!opened) this.turns.failed(this.line.beats);
    if (code === TOO_MUCH) this.turns.tooMuch();
    if (code === ENDED || !opened) this.look();
    else this.again();
  }

  away() {
    clearInterval(this.other);
    this.heart.away();
  }

  /* A dead line may take minutes to say so: do not wait for it. */
  lost() {
    this.line?.close();
    this.line = null;
    this.away();
    this.again();
  }

  again() {
    this.mark();
    if (this.over) return;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.connect(), this.turns.wait());
  }

  /* No line was opened, or it was closed for good: does this page still have a timeline? */
  async look() {
    this.mark();
    const remains = await this.turns.remains(this.where);
    if (this.over || this.line?.there) return; // left, or connected, meanwhile
    if (remains) this.again();
    else this.end();
  }
}
