/* A form that is sent by a page load is sent once, also on a double click.
   The button keeps its name and value, so it is not disabled but says that it is busy.
   Where the sending was broken off, by Escape, or no page comes in a long while, it can be sent again.
   data-once="off" on forms that answer with a file, because the page then stays. */

const LONG = 20000;
const sent = new Set();
const busy = new Map();
let later;

function announce(words) {
  const place = document.querySelector("[data-once-status]");
  if (place) place.textContent = words;
}

function say(button, words) {
  busy.set(button, [...button.childNodes]);
  button.setAttribute("aria-disabled", "true");
  button.replaceChildren(words);
  announce(words);
}

function restore() {
  for (const [button, before] of busy) {
    button.replaceChildren(...before);
    button.removeAttribute("aria-disabled");
  }
  busy.clear();
  sent.clear();
  announce("");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const posts = form.getAttribute("method")?.toLowerCase() === "post";
  if (event.defaultPrevented || form.dataset.once === "off" || !posts) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  clearTimeout(later);
  later = setTimeout(restore, LONG);
  const words = document.body.dataset.onceWords;
  if (words && event.submitter?.tagName === "BUTTON") say(event.submitter, words);
});

window.addEventListener("pageshow", restore);
document.addEventListener("keydown", (event) => event.key === "Escape" && restore());
