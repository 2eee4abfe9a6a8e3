/* A form with a secret (data-secret) that came behind the # of the address, which browsers never send. It is read here,
   taken out of the address and of the history, and sent once, by the button. What was to be typed (data-typed) hides. */

const form = document.querySelector("[data-secret]");
const secret = window.location.hash.slice(1);

if (form && secret) {
  window.history.replaceState(null, "", window.location.pathname);
  form.elements.secret.value = secret;
  form.elements.secret.type = "hidden";
  form.querySelector("[data-typed]").hidden = true;
  document.addEventListener("attune:leave", () => form.remove());
}
