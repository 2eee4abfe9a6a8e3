/* The cover over a page while nobody is there. The server's clock decides; this script asks it, lays the cover over the
   page, and takes it off again. */

import { cover, go, isCovered, uncover } from "./cover.js";

const template = document.querySelector("template[data-lock]");
const TELLS_EVERY = 60000;
const LOOKS_EVERY = 800; // a page of somebody who may not see it any more closes within two seconds
const OWN = { credentials: "same-origin", redirect: "manual", cache: "no-store" };
let acted = Date.now();
let told = Date.now();
let later = 0;
let strangers = false; // whether the last look found nobody signed in
let leaving = 0; // another page is on its way, until then: its answer may bring a new key

function open() {
  uncover();
  acted = told = Date.now();
  wait();
}

async function look() {
  if (isCovered()) return;
  if (Date.now() < leaving) return wait();
  const answer = await fetch("/here/", { ...OWN, headers: { Accept: "application/json" } }).catch(() => null);
  if (Date.now() < leaving) return wait();
  const gone = answer?.type === "opaqueredirect"; // signed out, or the account was closed; or the key has just changed
  if (gone && strangers) go();
  else if (answer?.status === 423 || (!answer && Date.now() - acted > 1000 * template.dataset.lock)) cover(template);
  else wait(gone ? LOOKS_EVERY / 4 : LOOKS_EVERY);
  strangers = gone;
}

function wait(milliseconds = LOOKS_EVERY) {
  clearTimeout(later);
  later = setTimeout(look, document.visibilityState === "visible" ? milliseconds : 10 * LOOKS_EVERY);
}

async function tryToOpen(form) {
  const sent = { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } };
  const answer = await fetch(form.action, { ...OWN, ...sent }).catch(() => null);
  if (answer?.status === 204) return open();
  if (answer?.type === "opaqueredirect") return go();
  for (const field of form.querySelectorAll("[name^=over-]")) field.value = "";
  form.closest(".cover").querySelector("[data-lock-wrong]").hidden = false;
}

function act() {
  acted = Date.now();
  if (isCovered() || acted - told < TELLS_EVERY) return;
  told = acted;
  const token = template.content.querySelector("[name=csrfmiddlewaretoken]").value;
  fetch("/here/", { ...OWN, method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
}

async function coverNow(event) {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target));
  await fetch("/cover/", { ...OWN, method: "POST", body }).catch(() => {});
  cover(template);
}

if (template) {
  for (const kind of ["keydown", "pointerdown", "input", "wheel", "attune:here"]) document.addEventListener(kind, act, { capture: true, passive: true });
  window.addEventListener("beforeunload", () => (leaving = Date.now() + 10000));
  document.addEventListener("htmx:responseError", (event) => event.detail.xhr.status === 423 && cover(template));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.closest(".cover")) return;
    event.preventDefault();
    tryToOpen(event.target);
  });
  document.querySelector("[data-cover-now]")?.addEventListener("submit", coverNow);
  wait();
}
