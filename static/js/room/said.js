/* The sentence of the room about what is done in it: that it waits, why what was done last is not kept, or that what was
   asked of the server has not come. */

import { part } from "./places.js";

const ASKED = "form, a";
const COVERED = 423;

export class Said {
  why = "";

  constructor(words, note) {
    Object.assign(this, { words, note });
    for (const kind of ["sendError", "responseError"]) document.addEventListener(`htmx:${kind}`, ({ detail }) => this.unreached(detail));
    document.addEventListener("htmx:afterSettle", ({ detail }) => this.came(detail));
  }

  /* A button or a link; what asks by itself asks again. The cover says what the number of its own means. */
  unreached({ elt, xhr }) {
    if (elt.matches(ASKED) && xhr.status !== COVERED) this.mark((this.why = this.words.wordsUnreached));
  }

  came({ requestConfig: { elt } }) {
    if (elt.matches(ASKED) && this.why === this.words.wordsUnreached) this.mark((this.why = ""));
  }

  /* Nothing of it is kept, and the page says why until something else is done. A note stays in its field. */
  refused(refused, message) {
    const { words, found, act } = refused;
    const said = message.kind ? message : act;
    if (this.elsewhere(refused)) this.why = `${words} ${this.words.wordsElsewhere}`;
    else if (said?.kind !== "note") this.why = `${this.words.wordsLost} ${words}`;
    else if (!this.note.again(said, found)) this.why = words;
  }

  /* Words of a note that are shown nowhere on this page, because its field is not here: they wait for the room. */
  elsewhere(refused) {
    return refused?.act?.kind === "note" && !this.note.form;
  }

  /* `busy` says whether the server was reached, and could not take it. */
  waits(is, kept, busy) {
    const waiting = busy ? this.words.wordsBusy : this.words.wordsWaiting;
    this.mark(is ? (kept ? waiting : this.words.wordsMemory) : this.why);
  }

  mark(sentence) {
    const place = part("acts-mark");
    if (place && place.textContent !== sentence) place.textContent = sentence;
  }
}
