/* Which kind of line comes next, and when: sockets; after two that did not open, a stream; then both in turns. Each try
   waits longer, by chance more or less. */

import { SPOKEN } from "../spoken.js";
import { SocketLine } from "./socket.js";
import { StreamLine } from "./stream.js";

const BLOCKED = 2; // sockets that did not open
const LONGEST_WAIT = 15000;
const MANY = 5;
const GONE = 404;

export class Turns {
  blocked = 0;
  tries = 0;

  line(where, since, hears) {
    return this.blocked >= BLOCKED && where.events ? new StreamLine(where, since, hears) : new SocketLine(where.socket, hears);
  }

  beside(where, hears) {
    return new SocketLine(where.socket, hears);
  }

  failed(streams) {
    this.blocked = streams ? BLOCKED - 1 : this.blocked + 1;
  }

  /* A socket is tried; when that fails too, the next line is a stream. */
  socket() {
    this.blocked = Math.min(this.blocked, BLOCKED - 1);
  }

  tooMuch() {
    this.tries = MANY;
  }

  wait() {
    this.tries += 1;
    return Math.min(LONGEST_WAIT, 250 * 2 ** this.tries) * (0.5 + Math.random());
  }

  /* Whether a page still has a timeline. Only our own words say that it has none, not those of something in between: a
     404, and on the interviewer's screen that one has to sign in. */
  async remains({ state, seat }) {
    const answer = await fetch(state, { headers: SPOKEN, credentials: "same-origin", redirect: "manual", cache: "no-store" }).catch(() => null);
    return answer?.status !== GONE && !(seat !== "hers" && answer?.type === "opaqueredirect");
  }
}
