/* Whether everything is kept. What lasts a moment is not said: that something waits, or that no line is open, is told once
   it has been so a while, and stands at the root as data-late then. There stand data-unsent at once, and data-keeps:
   whether this device holds what waits. */

const SOON = 700; // ms

export class Calm {
  constructor(link) {
    Object.assign(this, { link, later: null, late: false, root: document.documentElement.dataset });
    this.keeps();
  }

  look() {
    const { waits, line } = this.link;
    const is = waits.any || !line?.open;
    document.documentElement.toggleAttribute("data-unsent", waits.any);
    if (!is) this.stop();
    if (!is || this.late) this.tell(is);
    else this.later ??= setTimeout(() => this.tell((this.late = true)), SOON);
  }

  tell(is) {
    const { waits, hears } = this.link;
    this.keeps();
    document.documentElement.toggleAttribute("data-late", waits.any);
    hears.mark(is, waits.any, waits.kept.holds);
  }

  keeps() {
    this.root.keeps = this.link.waits.kept.holds ? "yes" : "no";
  }

  stop() {
    clearTimeout(this.later);
    Object.assign(this, { later: null, late: false });
  }
}
