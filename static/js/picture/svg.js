/* Making elements of a drawing, and touching them only where something has changed. */

const SVG = "http://www.w3.org/2000/svg";

/* Gives an element of SVG with attributes, and with children or words. */
export function make(name, attributes = {}, ...inside) {
  const made = document.createElementNS(SVG, name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (inside.length) made.append(...inside);
  return made;
}

export function set(node, attributes) {
  for (const key in attributes) {
    const text = String(attributes[key]);
    if (node.getAttribute(key) !== text) node.setAttribute(key, text);
  }
}

/* Keeps nodes by their key: `each` makes or changes the node of one thing, whatever has no thing any more goes. */
export function keep(nodes, things, each) {
  const there = new Set();
  for (const thing of things) {
    there.add(thing.key);
    nodes.set(thing.key, each(thing, nodes.get(thing.key)));
  }
  for (const [key, node] of nodes) {
    if (there.has(key)) continue;
    node.remove();
    nodes.delete(key);
  }
}

/* Nodes without a key: they are used again in their order, and none is taken away, which would have a page looked at anew. */
export function pool(nodes, things, made, each) {
  things.forEach((thing, at) => {
    nodes[at] ??= made();
    each(nodes[at], thing);
    set(nodes[at], { display: "inline" });
  });
  for (const node of nodes.slice(things.length)) set(node, { display: "none" });
}
