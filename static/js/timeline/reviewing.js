/* Her review, between the two screens: one asks whether she would like to look once more, hers says that it asks her, that
   she looks, has stopped, or has seen everything. No word of what she looks at or does; kept nowhere, said again to who asks. */

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
    this.again();
  }

  /* A line was opened, or the other screen has come back: hers says how it stands; the other asks once. */
  again() {
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
