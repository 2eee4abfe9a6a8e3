/* Her review, between the two screens: one asks whether she would like to look once more, hers says that it asks her, that
   she looks, has stopped, or has seen everything. No word of what she looks at or does; kept nowhere, said again to who asks. */

const SOON = 4000; // ms: later her screen is said not to show it (closing/review.js), and the question is asked aloud

export class Reviewing {
  constructor(say, isOpen, hers) {
    Object.assign(this, { say, isOpen, kind: hers ? "attune:review" : "attune:offer" });
    this.next = hers ? told("review off") : null; // a page that has just come looks at nothing
    this.bound = ({ detail }) => this.tell(hers ? told(detail) : { offer: "review" });
    document.addEventListener(this.kind, this.bound);
  }

  /* What was said while no line was open goes once there is one. */
  tell(message) {
    this.next = message;
    this.since = performance.now();
    this.again();
  }

  /* A line was opened, or the other screen has come back: hers says how it stands; the other asks once. */
  again() {
    if (this.next?.offer && performance.now() - this.since > SOON) this.next = null;
    if (!this.next || !this.isOpen()) return;
    this.say(this.next);
    if (this.next.offer) this.next = null;
  }

  offered() {
    document.dispatchEvent(new CustomEvent("attune:offered"));
  }

  stop() {
    this.next = null;
    document.removeEventListener(this.kind, this.bound);
  }
}

function told(code) {
  return { signal: { code, n: 0, ago: 0 } };
}
