/* A plain-text file is read here, in the browser, into the field: nothing is sent by choosing or dropping it. */

const form = document.querySelector("[data-bring]");
const field = form?.querySelector("[data-bring-text]");
const chooser = form?.querySelector("[data-bring-file]");
const says = form?.querySelector("[data-file-says]");
const STRAY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;
const BYTES = 4; // of the longest code point

function decode(bytes) {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

const bytesOf = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(new Uint8Array(reader.result)));
    reader.addEventListener("error", reject);
    reader.readAsArrayBuffer(file);
  });

async function read(file) {
  if (file.size > BYTES * Number(says.dataset.largest)) return says.dataset.tooLarge;
  const words = decode(await bytesOf(file));
  if (!words.trim()) return says.dataset.empty;
  if ((words.match(STRAY)?.length ?? 0) * 200 > words.length || /^(%PDF|PK\u0003|\{\\rtf)/.test(words)) {
    return says.dataset.notText;
  }
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return says.dataset.read;
}

const now = { reading: null, refused: false };

async function take(file) {
  if (!file) return;
  chooser.value = "";
  const mine = read(file).catch(() => says.dataset.notText);
  now.reading = mine;
  const words = await mine;
  if (now.reading !== mine) return; // another file was chosen meanwhile
  now.reading = null;
  now.refused = words !== says.dataset.read;
  says.textContent = words;
}

// Nothing is sent while a file is being read, and nothing empty after one was refused: its answer stays.
async function send(event) {
  const button = event.submitter;
  if (now.reading) event.preventDefault();
  else if (now.refused && !field.value.trim()) {
    event.preventDefault();
    says.scrollIntoView({ block: "nearest" });
  }
  if (!now.reading) return;
  while (now.reading) await now.reading;
  if (!now.refused) form.requestSubmit(button);
}

if (form) {
  chooser.after(says); // the answer stands where the file was chosen
  form.addEventListener("submit", send);
  chooser.addEventListener("change", () => take(chooser.files[0]));
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
}
