/* A line to the server: a socket. It hears {opened, heard, closed}; `closed` gets the code of the socket. */

export class SocketLine {
  constructor(address, hears) {
    const { protocol, host } = window.location;
    this.socket = new WebSocket(`${protocol === "https:" ? "wss" : "ws"}://${host}${address}`);
    this.socket.addEventListener("open", () => hears.opened());
    this.socket.addEventListener("message", (event) => hears.heard(JSON.parse(event.data)));
    this.socket.addEventListener("close", (event) => hears.closed(event.code));
  }

  get beats() {
    return false; // who uses it has to
  }

  get open() {
    return this.socket.readyState === WebSocket.OPEN;
  }

  get there() {
    return [WebSocket.CONNECTING, WebSocket.OPEN].includes(this.socket.readyState);
  }

  say(message) {
    if (this.open) this.socket.send(JSON.stringify(message));
  }

  close() {
    this.socket.close();
  }
}
