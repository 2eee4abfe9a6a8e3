/* What was marked last, in words, with the way back: a moment without words, or that something was set aside. */

import { hide } from "./passing.js";
import { every, part, topicOf } from "./places.js";

export class Marked {
  last = null; // the id of what can be taken back

  constructor(words) {
    this.words = words;
  }

  bind(act) {
    part("moment-back")?.addEventListener("click", () => {
      act("take back", { moment: this.last });
      this.told("", null);
      for (const one of every("moment-kept")) one.hidden = true;
    });
  }

  /* What was just done. What has no words here, such as a reminder that was said, has no way back here either. */
  now({ id, kind, answer, what, theme, talked, question }) {
    const name = part(`moment-name="${what}"`);
    if (kind === "moment" && name) {
      this.told(name.textContent, id);
      for (const one of every(`moment-kept="${what}"`)) one.hidden = false;
    }
    if (kind === "aside" && answer === "yes") this.aside(topicOf(theme)?.querySelector("h3"), id);
    if (kind === "mark" && talked === "set_aside") this.aside(part(`question="${question}"`)?.querySelector(".question-code"), id);
  }

  /* It was not kept, so there is nothing to take back. */
  refused({ id, kind, what }) {
    if (this.last === id) this.told("", null);
    if (kind === "moment") for (const one of every(`moment-kept="${what}"`)) one.hidden = true;
  }

  aside(name, id) {
    this.told(`${this.words.wordsAside} ${name?.textContent}.`, id);
  }

  told(words, id) {
    this.last = id;
    if (!part("moment-told")) return;
    part("moment-told").textContent = words;
    if (id) part("moment-back").hidden = false;
    else hide(part("moment-back"));
  }
}
