/* What she has set aside: asked for when she opens it, taken up again with one tap. It stands here only while it is
   open. Her interviewer's screen hears of it by the server; a page without this script has the same. */

import { SPOKEN } from "../spoken.js";
import { fill } from "./slots.js";

const ANSWER_WITHIN = 10000;

export class Asides {
  constructor(board, sheets) {
    this.link = board.querySelector("[data-asides-open]");
    this.sheet = sheets.all.asides;
    if (!this.link || !this.sheet) return;
    this.open = () => sheets.present("asides");
    this.list = this.part("asides");
    this.link.addEventListener("click", (event) => {
      event.preventDefault();
      this.begin();
    });
    this.list.addEventListener("click", ({ target }) => this.take(target.closest("button")?.closest("li")));
    this.sheet.addEventListener("close", () => this.list.replaceChildren());
  }

  part(name) {
    return this.sheet.querySelector(`[data-${name}]`);
  }

  async begin() {
    this.show([]);
    this.part("asides-none").hidden = true;
    this.say("");
    this.open();
    const found = await this.ask();
    if (found && this.sheet.open) this.show(found);
  }

  async take(row) {
    if (!row) return;
    const { kind, id } = row.dataset;
    const found = await this.ask(new URLSearchParams({ kind, id }));
    if (!found || !this.sheet.open) return;
    this.show(found);
    this.say(this.sheet.dataset.wordsAgain);
    this.sheet.querySelector("h2").focus();
  }

  /* Gives what is set aside now; null, with words, when nobody answered. */
  async ask(body) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
    const headers = { ...SPOKEN, Accept: "application/json", "X-CSRFToken": token };
    const how = { method: body ? "POST" : "GET", body, headers, cache: "no-store", credentials: "same-origin", redirect: "manual" };
    try {
      const answer = await fetch(this.link.href, { ...how, signal: AbortSignal.timeout(ANSWER_WITHIN) });
      if (answer.ok) return (await answer.json()).asides;
    } catch {
      // said below
    }
    this.say(this.sheet.dataset.wordsNot);
    return null;
  }

  show(found) {
    this.part("asides-none").hidden = found.length > 0;
    this.list.replaceChildren(...found.map(({ kind, id, words }) => {
      const row = this.part("aside").content.firstElementChild.cloneNode(true);
      Object.assign(row.dataset, { kind, id });
      fill(row, { words, of: `: ${words}` });
      return row;
    }));
  }

  say(words) {
    this.part("asides-said").textContent = words;
  }
}
