/* htmx swaps in what the server answers; the browser takes markup from one named Trusted Types policy only.
   It gives trust while htmx swaps, to text of that answer, and what came is looked through: nothing in it may run.
   Everything else that would make markup of a string throws. htmx knows no Trusted Types: the two doors by which it
   parses are held here. */

const POLICY = "attune-swaps"; // as in config/headers.py
const NEVER = new Set(["SCRIPT", "IFRAME", "OBJECT", "EMBED", "LINK", "META", "BASE", "STYLE"]);

let answer = null;

function createHTML(text) {
  if (answer === null || !text.includes(answer)) throw new TypeError("not an answer to swap in");
  return text;
}

function runs(root) {
  return [...root.querySelectorAll("*")].some(
    (one) =>
      NEVER.has(one.tagName) ||
      [...one.attributes].some(({ name, value }) => /^(on|srcdoc)/.test(name) || /^\s*javascript:/i.test(value)) ||
      (one.content && runs(one.content)),
  );
}

function hold(owner, name, policy) {
  const parse = owner[name];
  if (!parse) return;
  owner[name] = function parseAnswer(text, ...rest) {
    if (answer === null) return parse.call(this, text, ...rest); // which the browser refuses
    const found = parse.call(this, policy.createHTML(text), ...rest);
    if (runs(found.body)) throw new TypeError("an answer that would run");
    return found;
  };
}

if (window.trustedTypes) {
  const policy = window.trustedTypes.createPolicy(POLICY, { createHTML });
  hold(Document, "parseHTMLUnsafe", policy);
  hold(DOMParser.prototype, "parseFromString", policy);
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    answer = detail.shouldSwap ? detail.serverResponse : null;
    queueMicrotask(() => {
      answer = null; // htmx swaps before anything else runs
    });
  });
}
