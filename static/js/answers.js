/* Her answers outlive a reload: what is chosen in the form with data-answers stays in this tab as codes, no words.
   The next page of another kind forgets it, and so does leaving. */

const KEPT = "attune-answers";
const form = document.querySelector("form[data-answers]");

function forget() {
  sessionStorage.removeItem(KEPT);
}

function radios() {
  return [...form.querySelectorAll("input[type=radio]")];
}

function keep() {
  const chosen = radios().filter((radio) => radio.checked).map((radio) => [radio.name, radio.value]);
  sessionStorage.setItem(KEPT, JSON.stringify({ of: window.location.pathname, chosen: Object.fromEntries(chosen) }));
}

function restore() {
  const { of, chosen } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  if (of !== window.location.pathname) {
    forget();
    return;
  }
  for (const radio of radios()) radio.checked = chosen[radio.name] === radio.value;
}

if (form) {
  if (radios().some((radio) => radio.checked)) keep();
  else restore();
  form.addEventListener("change", keep);
  document.addEventListener("attune:leave", forget);
} else {
  forget();
}
