// The same clients for every server: pairs of screens, one room each. Reads a plan as JSON from standard input, prints
// the milliseconds from each thing said to the other screen's hearing it (an echo: to one's own hearing it back).
const { WebSocket } = require("ws");
const { randomUUID } = require("crypto");
const Y = require("yjs");

const now = () => performance.now();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const opened = (socket) => new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));

// Each kind gives a room: {edit(side, n), point(n)}; `heard(key)` is called when the other side hears it.
const KINDS = {
  async attune(room, heard) {
    const sockets = room.seats.map(({ url, cookie }) => new WebSocket(url, { origin: room.origin, headers: { Cookie: cookie } }));
    await Promise.all(sockets.map(opened));
    const targets = room.things;
    sockets.forEach((socket, side) => {
      socket.on("message", (data) => {
        const { state, point, refused } = JSON.parse(data);
        if (refused) throw new Error(refused.code);
        for (const thing of state?.things ?? []) heard(`${1 - side} ${thing.label}`);
        if (point) heard(`p ${point.target}`);
      });
      socket.send('{"since":0}');
    });
    const first = { id: randomUUID(), kind: "put", target: targets[0], lane: room.lane, shape: "moment", from_age: 6, label: "first" };
    const kept = new Promise((resolve) => sockets[0].on("message", (data) => JSON.parse(data).ack && resolve()));
    sockets[0].send(JSON.stringify({ op: first })); // the lists of names are read with the first words
    await kept;
    await pause(1500);
    return {
      edit(side, n) {
        const op = { id: randomUUID(), kind: "put", target: targets[n % targets.length], lane: room.lane, shape: "moment", from_age: 6, label: `n ${n}` };
        sockets[side].send(JSON.stringify({ op }));
        return `${side} n ${n}`;
      },
      point(n) {
        const target = targets[n % targets.length];
        sockets[1].send(JSON.stringify({ point: { target } }));
        return `p ${target}`;
      },
      close: () => sockets.forEach((socket) => socket.terminate()),
    };
  },
  async yjs(room, heard) {
    const { WebsocketProvider } = require("y-websocket");
    const sides = [0, 1].map((side) => {
      const doc = new Y.Doc();
      const provider = new WebsocketProvider(room.url, room.name, doc, { WebSocketPolyfill: WebSocket, disableBc: true });
      const map = doc.getMap("things");
      map.observe((event, { local }) => local || event.keysChanged.forEach((key) => heard(`${1 - side} ${map.get(key)?.label}`)));
      if (side === 0) {
        provider.awareness.on("change", () => {
          for (const state of provider.awareness.getStates().values()) if (state.point) heard(`p ${state.point}`);
        });
      }
      return { map, provider };
    });
    await pause(1500);
    return {
      edit(side, n) {
        sides[side].map.set(`${side}-${n % 10}`, { shape: "moment", from: 6, label: `n ${n}` });
        return `${side} n ${n}`;
      },
      point(n) {
        sides[1].provider.awareness.setLocalStateField("point", `t${n % 10}`);
        return `p t${n % 10}`;
      },
      close: () => sides.forEach(({ provider }) => provider.destroy()),
    };
  },
  async echo(room, heard) {
    const sockets = [0, 1].map(() => new WebSocket(room.url));
    await Promise.all(sockets.map(opened));
    sockets.forEach((socket, side) => socket.on("message", (data) => heard(`${side} n ${JSON.parse(data).n}`)));
    return {
      edit(side, n) {
        sockets[side].send(JSON.stringify({ n, label: `n ${n}`, shape: "moment", from_age: 6, id: randomUUID() }));
        return `${side} n ${n}`;
      },
      close: () => sockets.forEach((socket) => socket.terminate()),
    };
  },
};

async function main({ kind, rooms, what, every, seconds }) {
  const took = [];
  const tables = await Promise.all(rooms.map(async (room) => {
    const said = new Map();
    const heard = (key) => {
      if (!said.has(key)) return;
      took.push([said.get(key), now() - said.get(key)]);
      said.delete(key);
    };
    return { said, talk: await KINDS[kind](room, heard) };
  }));
  const begun = now();
  let number = 0;
  await Promise.all(tables.map(async ({ said, talk }, place) => {
    await pause((every * place) / tables.length); // not all in one instant
    const first = now();
    for (let n = 0; now() - begun < seconds * 1000; n += 1) {
      number += 1;
      const at = now();
      const key = what === "point" ? talk.point(n) : talk.edit(n % 2, n);
      if (!said.has(key)) said.set(key, at);
      await pause(Math.max(0, first + (n + 1) * every - now()));
    }
  }));
  await pause(2000);
  const unheard = tables.reduce((sum, { said }) => sum + said.size, 0);
  tables.forEach(({ talk }) => talk.close());
  const half = begun + seconds * 500;
  const found = { number, unheard, first: took.filter(([at]) => at < half).map(([, ms]) => ms), second: took.filter(([at]) => at >= half).map(([, ms]) => ms) };
  process.stdout.write(JSON.stringify(found), () => process.exit(0)); // once all of it is out: a pipe takes 64 kB at a time
}

let plan = "";
process.stdin.on("data", (data) => (plan += data)).on("end", () => main(JSON.parse(plan)));
