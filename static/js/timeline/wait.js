/* Her device waits until the interviewer has compared two digits; then the timeline takes the place of this page. */

const EVERY = 1500;
let over = false;

async function look() {
  if (over) return;
  try {
    const answer = await fetch(window.location.pathname, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
    if (over) return;
    if (answer.type === "opaqueredirect" || answer.status === 404) {
      window.location.replace(window.location.pathname);
      return;
    }
  } catch {
    // without a network it goes on waiting
  }
  setTimeout(look, EVERY);
}

if (document.querySelector("[data-wait]")) {
  for (const one of document.querySelectorAll("[data-wait-plain]")) one.hidden = true;
  document.querySelector("[data-wait-self]").hidden = false;
  document.addEventListener("attune:leave", () => {
    over = true;
  });
  setTimeout(look, EVERY);
}
