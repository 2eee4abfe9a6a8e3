/* A line to the server where sockets are blocked: a stream of events, with one POST for each operation. It carries the same
   messages as `socket.js` and hears the same: {opened, heard, closed}. */

import { SPOKEN } from "../spoken.js";

const SILENT = 12000; // the stream beats every 5 s
const DEAD = 1006;
const TOO_MUCH = 1008; // as a socket is closed with; a POST is answered with 429

export class StreamLine {
  constructor({ events, operations, state }, since, hears) {
    Object.assign(this, { operations, state });
    this.hears = hears;
    this.posts = Promise.resolve();
    this.there = true;
    this.open = false;
    this.beats = true;
    this.source = new EventSource(`${events}&since=${since}`);
    this.source.addEventListener("open", () => {
      this.open = true;
      this.listen();
      hears.opened();
    });
    this.source.addEventListener("message", (event) => {
      this.listen();
      const message = JSON.parse(event.data);
      if (message.closed) this.end(message.closed);
      else if (!message.beat) hears.heard(message);
    });
    this.source.addEventListener("error", () => this.end(DEAD));
  }

  listen() {
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.end(DEAD), SILENT);
  }

  /* Operations go one after the other, so in their order; signals beside them; everything else a stream gives by itself. */
  say(message) {
    if (message.ping) this.ask(message.ping).catch(() => undefined); // who pings waits for no answer for long
    else if (message.signal || message.seen || message.offer) this.post(message).catch(() => undefined); // it is said again
    else if (message.op || message.sealed) this.posts = this.posts.then(() => this.post(message)).catch(() => this.end(DEAD));
  }

  async ask(ping) {
    const answer = await fetch(`${this.state}?ping=${ping}`, { headers: SPOKEN, credentials: "same-origin", redirect: "manual", cache: "no-store" });
    if (answer.ok && this.there) this.hears.heard(await answer.json());
  }

  async post(message) {
    if (!this.there) return;
    const answer = await fetch(this.operations, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      headers: { ...SPOKEN, "Content-Type": "application/json", "X-CSRFToken": document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "" },
      body: JSON.stringify(message.op ?? message),
    });
    const said = answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : null;
    if (said && this.there) this.hears.heard(said);
    else this.end(answer.status === 429 ? TOO_MUCH : DEAD);
  }

  end(code) {
    if (!this.there) return;
    this.close();
    this.hears.closed(code);
  }

  close() {
    this.there = this.open = false;
    clearTimeout(this.deadline);
    this.source.close();
  }
}
