/** The deal that the address names, beside its board. */
export function DealSheet(): null {
  return null
}
