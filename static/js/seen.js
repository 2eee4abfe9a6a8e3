/* Whether somebody can see a part of the page, and so give it the focus. */

export function seen(element) {
  return Boolean(element?.isConnected) && element.getClientRects().length > 0;
}
