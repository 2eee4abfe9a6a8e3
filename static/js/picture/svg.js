/* Making elements of a drawing, and touching them only where something has changed. */

const SVG = "http://www.w3.org/2000/svg";

/* Gives an element of SVG with attributes, and with children or words. */
export function make(name, attributes = {}, ...inside) {
  const made = document.createElementNS(SVG, name);
  set(made, attributes);
  if (inside.length) made.append(...inside);
  return made;
}

export function set(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    const text = String(value);
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
