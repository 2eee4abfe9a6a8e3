/* The way to the server. Operations stay in memory until they are acknowledged; whoever comes back asks by sequence. */

const ENDED = 4404;
const TOO_MUCH = 1008; // timelines/bounds.py: 60 messages at once, 20 a second
const MANY = 5;
const AT_ONCE = 40;
const PACE = 60;
const HEARTBEAT = 15000;
const ANSWER_WITHIN = 10000;
const LONGEST_WAIT = 15000;

export class Link {
  constructor({ socket, state }, hears) {
    const { protocol, host } = window.location;
    this.address = `${protocol === "https:" ? "wss" : "ws"}://${host}${socket}`;
    this.stateAddress = state;
    this.hears = hears;
    this.outbox = new Map();
    this.tries = 0;
    this.pings = 0;
    this.over = false;
    window.addEventListener("online", () => this.connect());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.connect());
  }

  /* One socket at a time: what waited to connect finds that somebody did. */
  connect() {
    if (this.over || this.there()) return;
    clearTimeout(this.later);
    const socket = new WebSocket(this.address);
    this.socket = socket;
    let opened = false;
    socket.addEventListener("open", () => {
      opened = true;
      this.flush(socket);
      this.ask();
      this.beat();
      this.hears.device?.();
    });
    socket.addEventListener("message", (event) => this.hear(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => {
      if (this.socket !== socket) return;
      this.still();
      if (event.code === TOO_MUCH) this.tries = MANY;
      if (event.code === ENDED || !opened) this.look();
      else this.again();
    });
  }

  send(operation) {
    this.outbox.set(operation.id, operation);
    this.mark();
    if (!this.flushing) this.say({ op: operation });
  }

  /* What waited goes in its order, and no faster than the server takes it; what comes meanwhile goes after it. */
  async flush(socket) {
    this.flushing = socket;
    let said = 0;
    for (const operation of this.outbox.values()) {
      if (this.socket !== socket || socket.readyState !== WebSocket.OPEN) break;
      this.say({ op: operation });
      said += 1;
      if (said >= AT_ONCE) await new Promise((resolve) => setTimeout(resolve, PACE));
    }
    if (this.flushing === socket) this.flushing = null;
  }

  /* Nothing of this stays: the page is being left. */
  leave() {
    this.over = true;
    this.outbox.clear();
    this.still();
    this.socket?.close();
  }

  hear(message) {
    if (message.ack) {
      this.outbox.delete(message.ack.id);
      this.hears.ack(message.ack);
    } else if (message.refused) {
      this.outbox.delete(message.refused.id);
      this.hears.refused(message.refused);
    } else if (message.state) {
      this.tries = 0;
      if (!this.hears.state(message.state)) this.ask();
    } else if (message.device) {
      this.hears.device?.();
    } else if ("pong" in message) {
      clearTimeout(this.deadline);
    }
    this.mark();
  }

  ask() {
    this.say({ since: this.hears.last() });
  }

  say(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  mark() {
    const unsent = this.outbox.size > 0;
    this.hears.mark(unsent || this.socket?.readyState !== WebSocket.OPEN, unsent);
  }

  beat() {
    this.still();
    this.heart = setInterval(() => {
      this.pings += 1;
      this.say({ ping: this.pings });
      clearTimeout(this.deadline);
      this.deadline = setTimeout(() => this.lost(), ANSWER_WITHIN);
    }, HEARTBEAT);
  }

  still() {
    clearInterval(this.heart);
    clearTimeout(this.deadline);
  }

  /* A dead line may take minutes to say so: do not wait for it. */
  lost() {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.still();
    this.again();
  }

  again() {
    this.mark();
    if (this.over) return;
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.tries) * (0.5 + Math.random());
    this.tries += 1;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.connect(), wait);
  }

  there() {
    return [WebSocket.CONNECTING, WebSocket.OPEN].includes(this.socket?.readyState);
  }

  /* No socket was opened, or it was closed for good: does this page still have a timeline? */
  async look() {
    this.mark();
    try {
      const answer = await fetch(this.stateAddress, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
      if (this.over || this.there()) return; // left, or connected, meanwhile
      if (answer.ok || answer.status === 423 || answer.status >= 500) this.again(); // 423: the screen is covered, for now
      else this.end();
    } catch {
      if (!this.there()) this.again();
    }
  }

  end() {
    this.over = true;
    this.outbox.clear();
    this.hears.ended();
  }
}
