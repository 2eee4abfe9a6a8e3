/* Leave this page: a link or button with data-leave (the neutral page), or Shift three times.
   First the mark goes without which the server knows this device no more, so that leaving also counts without a network;
   the page is blank; whoever listens for "attune:leave" drops what this device holds;
   then data-leave-url is told; then the neutral page takes the place of this one in the history. */

const MARK = "attune-seat"; // as in timelines/seats.py

const PRESSES = 3;
const WITHIN = 2000;
let presses = [];
let left = false;

function tell(url, token) {
  fetch(url, {
    method: "POST",
    keepalive: true,
    credentials: "same-origin",
    headers: { "X-CSRFToken": token },
  }).catch(() => {}); // Leaving wins: nobody waits for an answer.
}

function leave(link) {
  if (left) return;
  left = true;
  document.cookie = `${MARK}=; Path=/; Max-Age=0; SameSite=Strict`;
  const { leave: there, leaveUrl: url } = link.dataset;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  document.body.replaceChildren();
  document.dispatchEvent(new CustomEvent("attune:leave"));
  if (url) tell(url, token);
  window.location.replace(there);
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
  if (event.key !== "Shift") {
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
  if (event.persisted && left) window.location.reload();
});
