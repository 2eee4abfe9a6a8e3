/* A form with a secret (data-secret) that came behind the # of the address, which browsers never send. It is read here,
   taken out of the address and of the history, and sent once, by the button. What was to be typed (data-typed) hides. */

const form = document.querySelector("[data-secret]");
const secret = window.location.hash.slice(1);

/* Another language draws the page anew; for that moment the secret is behind the # again, where it came from. */
async function speak(event) {
  event.preventDefault();
  const body = new FormData(event.target);
  body.append(event.submitter.name, event.submitter.value);
  await fetch(event.target.action, { method: "POST", body, redirect: "manual" }).catch(() => undefined); // drawn anew all the same
  if (!form.isConnected) return; // she has left meanwhile
  window.history.replaceState(null, "", `#${secret}`);
  window.location.reload();
}

if (form && secret) {
  window.history.replaceState(null, "", window.location.pathname);
  form.elements.secret.value = secret;
  form.elements.secret.type = "hidden";
  form.querySelector("[data-typed]").hidden = true;
  document.querySelector("form.language")?.addEventListener("submit", speak);
  document.addEventListener("attune:leave", () => form.remove());
}
