/* Seals what waits to the open room, so that this device cannot read it back: ECDH on P-256 with a key of one use,
   HKDF-SHA256, AES-256-GCM (vault/letters.py opens it). Padded to whole 256 bytes, so that its length says little. */

const INFO = "attune letter";
const STEP = 256;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

export function canSeal() {
  return Boolean(window.crypto?.subtle && window.indexedDB);
}

function bytes(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/* Gives an operation as {id, once, nonce, body}, bound to the timeline and to its own id. */
export async function sealed(operation, timeline, letters) {
  const { subtle } = crypto;
  const encode = (said) => new TextEncoder().encode(said);
  const room = await subtle.importKey("raw", bytes(letters), CURVE, false, []);
  const once = await subtle.generateKey(CURVE, false, ["deriveBits"]);
  const shared = await subtle.deriveBits({ name: "ECDH", public: room }, once.privateKey, 256);
  const secret = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: encode(INFO) };
  const key = await subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const said = encode(JSON.stringify(operation));
  const padded = new Uint8Array(Math.ceil(said.length / STEP) * STEP).fill(32);
  padded.set(said);
  const about = encode(`${timeline}\x1f${operation.id}`);
  const body = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: about }, key, padded);
  return { id: operation.id, once: text(await subtle.exportKey("raw", once.publicKey)), nonce: text(nonce), body: text(body) };
}
