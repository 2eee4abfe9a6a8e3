/* What a device keeps answers as promises; it may also never answer. */

const PATIENCE = 2000;

export function done(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
    request.addEventListener("blocked", () => resolve(null)); // it goes when the last page of it goes
  });
}

/* On the disk: a full one says so at the very end. */
export function whole(transaction) {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}

/* Waits for something, but not for ever. */
export function soon(promise) {
  return Promise.race([promise, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}
