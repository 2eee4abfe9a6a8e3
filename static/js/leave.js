/* Leave this page: a link or button with data-leave (the neutral page), or Escape three times.
   First the mark goes without which the server knows this device no more, so that leaving also counts without a network;
   the page is blank; whoever listens for "attune:leave" drops what this device holds, and is waited for a moment;
   then data-leave-url is told, whose answer clears what the browser keeps of this site;
   then the neutral page takes the place of this one in the history, or an empty one where there is no network. */

const MARKS = ["attune-seat=; Path=/", "__Host-attune-seat=; Path=/; Secure"]; // as in timelines/seats.py
const NOWHERE = "about:blank";
const PRESSES = 3;
const WITHIN = 2000;
const ANSWER_WITHIN = 1500;
let presses = [];
let left = false;

/* Gives whether somebody answered; nobody waits long for it. */
async function tell(url, token) {
  const told = fetch(url, {
    method: "POST",
    keepalive: true,
    credentials: "same-origin",
    headers: { "X-CSRFToken": token },
  });
  return (await soon(told).catch(() => null)) !== null;
}

function soon(promise) {
  return Promise.race([promise, new Promise((resolve) => setTimeout(resolve, ANSWER_WITHIN, null))]);
}

async function leave(link) {
  if (left) return;
  left = true;
  for (const mark of MARKS) document.cookie = `${mark}; Max-Age=0; SameSite=Strict`;
  const { leave: there, leaveUrl: url } = link.dataset;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  document.body.replaceChildren();
  const until = [];
  document.dispatchEvent(new CustomEvent("attune:leave", { detail: { until } }));
  await soon(Promise.allSettled(until));
  const reached = url ? await tell(url, token) : navigator.onLine;
  window.location.replace(reached ? there : NOWHERE);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-leave]");
  if (link) {
    event.preventDefault();
    leave(link);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.repeat) return;
  if (event.key !== "Escape") {
    presses = [];
    return;
  }
  presses = presses.filter((at) => event.timeStamp - at < WITHIN);
  presses.push(event.timeStamp);
  const link = document.querySelector("[data-leave]");
  if (presses.length >= PRESSES && link) leave(link);
});

// A page that was left must not come back out of the browser's memory.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && left) {
    document.body.replaceChildren();
    window.location.reload();
  }
});
