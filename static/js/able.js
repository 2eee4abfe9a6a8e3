/* Whether this browser has what the board and the room ask of it; in an older one their lists and forms stay (README). */

export function able() {
  return Boolean([].findLast && window.AbortSignal?.timeout && window.CSS?.supports?.("selector(:has(*))"));
}
