// Letters that run from right to left: Hebrew, Arabic and their neighbours.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** A name to put into a sentence: what runs from right to left keeps that to itself, wherever the sentence begins. */
export function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name
}

/** For `<Trans>`: names and values are people's own, and a "<" in them is a letter, not a tag. */
export const SAFE = {
  tOptions: { interpolation: { escapeValue: true, escape: asText } },
  shouldUnescape: true,
} as const

/** For a text that is kept, not only shown: its values as they are. */
export const PLAIN = { escapeValue: false } as const

function asText(value: string): string {
  return isolated(value).replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
