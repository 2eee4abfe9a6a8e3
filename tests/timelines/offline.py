"""Two devices with real browsers, whose network is cut, whose pages are reloaded, and whose server dies in the middle.

Each drives the scripts of the board (`link.js`, `store.js`, `outbox.js`) without its forms: many operations at once.
"""

import json
from typing import Any

from django.templatetags.static import static
from playwright.sync_api import BrowserContext, Page

from tests.timelines.history import Side

NO_BOARD = """new MutationObserver(() => {
  for (const board of document.querySelectorAll("[data-timeline]")) {
    board.removeAttribute("data-timeline");
    board.setAttribute("data-desk", "");
  }
}).observe(document, { childList: true, subtree: true });"""
"""The scripts of the page are there, and bind nothing: the test itself sits at this desk."""
BEGIN = """async () => {
  const { Link } = await import("/static/js/timeline/link.js");
  const { Store } = await import("/static/js/timeline/store.js");
  const { uuid } = await import("/static/js/timeline/uuid.js");
  const board = document.querySelector("[data-desk]");
  const store = new Store();
  const told = { acks: [], refused: [], lost: [], pointed: [], states: 0, marks: [], ended: 0 };
  const link = new Link(board.dataset, {
    last: () => store.last,
    state: (state) => { told.states += 1; return store.take(state) !== null; },
    ack: (ack) => { told.acks.push([ack.id, ack.sequence]); store.acknowledge(ack); },
    refused: (why) => { told.refused.push(why.id); store.refuse(why.id); },
    lost: (operation, why) => told.lost.push([operation.label, why]),
    pointed: ({ target }) => told.pointed.push(target),
    mark: (...how) => { told.mark = how; },
    ended: () => { told.ended += 1; },
  });
  document.addEventListener("attune:leave", () => link.leave());
  const lane = document.querySelector("[data-lane]").dataset.lane;
  window.desk = { link, store, told, uuid, lane, put(target, label) {
    const operation = { id: uuid(), kind: "put", target, lane, shape: "moment", from_age: 6, label };
    store.send(operation);
    link.send(operation);
    return operation.id;
  } };
  link.connect();
}""".replace("/static/", static(""))  # where the page itself has them from: they are kept with it


class Device:
    """One screen; what it made and was told is remembered over reloads, as somebody would who stands beside it."""

    def __init__(self, context: BrowserContext, path: str) -> None:
        self.context, self.path = context, path
        self.made: list[str] = []
        self.acks: list[tuple[str, int]] = []
        self.refused: set[str] = set()
        context.add_init_script(NO_BOARD)
        self.page: Page = context.new_page()

    def open(self) -> None:
        """Open the page, and begin."""
        self.page.goto(self.path)
        self.page.evaluate(BEGIN)

    def reload(self) -> None:
        """Reload the page in the middle of everything; what the browser's memory held is gone."""
        self.note()
        self.open()

    def put(self, many: int, word: str, things: list[str] | None = None) -> None:
        """Make operations at once: on the `things`, in turns, or on new ones."""
        self.made += self.page.evaluate(
            """([many, word, things]) => [...Array(many).keys()].map((n) =>
              desk.put(things ? things[n % things.length] : desk.uuid(), `${word} ${n}`))""",
            [many, word, things],
        )

    def kept(self) -> None:
        """Wait until the device has put away what waits."""
        self.page.evaluate("desk.link.waits.kept.turn")

    def note(self) -> None:
        """Take down what was told since the last time."""
        told = self.page.evaluate("""() => { const told = { ...desk.told }; desk.told.acks = []; desk.told.refused = [];
          return told; }""")
        self.acks += [(name, number) for name, number in told["acks"]]
        self.refused |= set(told["refused"])

    def settled(self) -> bool:
        """Say whether nothing waits."""
        return bool(self.page.evaluate(
            "desk.link.line?.open && !desk.link.waits.any && desk.store.begun"
        ))  # fmt: skip

    def shown(self) -> dict[str, str]:
        """Give the words on the screen, by thing."""
        return dict(self.page.evaluate("desk.store.shown().map(({ id, label }) => [id, label])"))

    def stored(self) -> str:
        """Give everything that the device keeps of the outbox, as text."""
        return json.dumps(self.page.evaluate(
            """async () => { const base = indexedDB; const names = await base.databases(); const all = [];
              for (const { name } of names) { const one = await new Promise((done) => {
                const asked = base.open(name); asked.onsuccess = () => done(asked.result); });
                for (const store of one.objectStoreNames) all.push(...await new Promise((done) => {
                  const asked = one.transaction(store).objectStore(store).getAll();
                  asked.onsuccess = () => done(asked.result); }));
                one.close(); }
              return all; }"""
        ))  # fmt: skip

    def side(self) -> Side:
        """Give what the checker of histories needs to know of this screen."""
        self.note()
        waiting: list[Any] = json.loads(self.stored())
        return Side(self.made, self.acks, self.refused, self.shown(), [one["id"] for one in waiting])
