/* The places of the room's page, by their data- names. */

export const part = (name, root = document) => root.querySelector(`[data-${name}]`);
export const every = (name) => document.querySelectorAll(`[data-${name}]`);
export const topics = () => document.querySelectorAll(".topic"); // of the guide: a lane of the timeline has a data-topic too
export const topicOf = (id) => document.querySelector(`.topic[data-topic="${id}"]`);

export function press(button, is) {
  button.setAttribute("aria-pressed", String(is));
}
