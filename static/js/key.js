/* Passkeys (WebAuthn). A form with data-key asks that address for a challenge, shows it to the browser, and is sent with
   the answer in the field that data-key-field names. Forms are shown where the browser has passkeys. */

const BINARY = new Set(["challenge", "id", "rawId", "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]);

function bytes(words) {
  const text = atob(words.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

function words(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/* Gives the options with bytes where the browser wants bytes; a site's own id stays text. */
function opened(options) {
  const known = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));
  const user = options.user && { ...options.user, id: bytes(options.user.id) };
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(user && { user }),
    allowCredentials: known(options.allowCredentials),
    excludeCredentials: known(options.excludeCredentials) ?? [],
  };
}

function closed(credential) {
  const response = {};
  for (const name of BINARY) if (credential.response[name]) response[name] = words(credential.response[name]);
  const said = { id: credential.id, rawId: words(credential.rawId), type: credential.type, response };
  return { ...said, clientExtensionResults: credential.getClientExtensionResults() };
}

async function shown(form) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const answer = await fetch(form.dataset.key, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" });
  if (!answer.ok) throw new Error("no challenge");
  const { publicKey } = await answer.json();
  const asked = { publicKey: opened(publicKey) };
  const make = Boolean(publicKey.user);
  return closed(await (make ? navigator.credentials.create(asked) : navigator.credentials.get(asked)));
}

export function ready(within) {
  if (!window.PublicKeyCredential || !window.isSecureContext) return;
  for (const each of within.querySelectorAll("[data-key]")) each.hidden = false;
  for (const none of within.querySelectorAll("[data-key-none]")) none.hidden = true;
}

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    const field = form.elements?.[form.dataset?.keyField];
    if (!field || field.value) return;
    event.preventDefault();
    event.stopPropagation();
    const failed = form.querySelector("[data-key-failed]");
    failed.hidden = true;
    try {
      field.value = JSON.stringify(await shown(form));
      form.requestSubmit();
    } catch {
      failed.hidden = false;
    }
  },
  true,
);

ready(document);
