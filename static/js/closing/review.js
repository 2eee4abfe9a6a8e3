/* Of her review this page hears that her screen asks her, that she looks, has stopped, or has seen everything. What it
   says ends when her device does. */

const SOON = 4000; // ms within which her screen shows that it asks
const HOLDS = ["waits", "asked", "on"];

function here() {
  const heard = !["no", "off"].includes(document.documentElement.dataset.there); // timeline/heart.js
  return heard && document.querySelector("[data-her-device]") !== null;
}

class Told {
  constructor(place) {
    Object.assign(this, { place, how: "" });
  }

  say(how) {
    this.how = how;
    clearTimeout(this.later);
    if (how === "waits") this.later = setTimeout(() => this.say("unseen"), SOON);
    const words = how && this.place.dataset[`words${how[0].toUpperCase()}${how.slice(1)}`];
    this.place.textContent = words ?? "";
  }

  hear({ code }) {
    const how = code.startsWith("review ") ? code.slice(7) : "";
    if (how && (how !== "off" || HOLDS.includes(this.how))) this.say(how);
  }

  /* She left, or her device did: nothing is said of it any more. */
  look() {
    if (HOLDS.includes(this.how) && !here()) this.say("");
  }

  offer() {
    const there = here();
    this.say(there ? "waits" : "nobody");
    if (there) document.dispatchEvent(new CustomEvent("attune:offer"));
  }
}

export function review() {
  const place = document.querySelector("[data-review-told]");
  if (!place) return;
  const told = new Told(place);
  const button = document.querySelector("[data-review-offer]");
  button.parentElement.hidden = false;
  button.addEventListener("click", () => told.offer());
  document.addEventListener("attune:signal", ({ detail }) => told.hear(detail));
  document.addEventListener("htmx:afterSettle", () => told.look());
  new MutationObserver(() => told.look()).observe(document.documentElement, { attributeFilter: ["data-there"] });
}
