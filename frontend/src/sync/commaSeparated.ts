/** Several values in one text, as `filter[…][in]` and addresses have them; a comma in one is written `\,`. */
export function joinList(values: readonly string[]): string {
  return values.map((value) => value.replace(/[\\,]/g, '\\$&')).join(',')
}

/** The values of such a text. */
export function splitList(text: string): string[] {
  const values = ['']
  for (const [piece] of text.matchAll(/\\[\\,]|[^\\,]+|[\\,]/g)) {
    if (piece === ',') values.push('')
    else values.push((values.pop() ?? '') + (piece.replace(/^\\/, '') || piece))
  }
  return values
}
