/* A quiet room: nothing moves, the screen stays on, cover and prompts are held back, for the time set by the study. Until
   when is remembered in this tab, so that a reload does not end it. */

const MINUTE = 60000;
const STIRS = MINUTE / 2;

export class Quiet {
  on = false;

  constructor(button) {
    this.button = button;
    if (!button) return;
    this.lasts = Number(document.querySelector("[data-prompt]").dataset.quietFor) * MINUTE;
    button.hidden = false;
    button.addEventListener("click", () => this.set(!this.on));
    this.name = `attune-quiet ${window.location.pathname}`;
    const left = Number(sessionStorage.getItem(this.name)) - Date.now();
    if (left > 0) this.set(true, Math.min(left, this.lasts));
    document.addEventListener("visibilitychange", () => this.on && document.visibilityState === "visible" && this.stay());
  }

  set(is, lasts = this.lasts) {
    this.on = is;
    if (is) sessionStorage.setItem(this.name, String(Date.now() + lasts));
    else sessionStorage.removeItem(this.name);
    this.button.setAttribute("aria-pressed", String(is));
    document.documentElement.toggleAttribute("data-still", is);
    clearTimeout(this.ends);
    clearInterval(this.stirs);
    if (is) {
      this.stay();
      this.ends = setTimeout(() => this.set(false), lasts);
      this.stirs = setInterval(() => document.dispatchEvent(new CustomEvent("attune:here")), STIRS); // lock.js
    } else {
      this.lock?.release().catch(() => undefined);
      this.lock = null;
    }
    document.dispatchEvent(new CustomEvent("attune:quiet", { detail: is }));
  }

  /* The browser may refuse, or not know it: then the screen sleeps as the computer is set. */
  async stay() {
    const lock = await navigator.wakeLock?.request("screen").catch(() => null);
    if (this.on) this.lock = lock;
    else lock?.release();
  }
}
