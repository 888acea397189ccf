const HUES: Record<string, [lightness: number, chroma: number, hue: number]> = {
  slate: [0.6, 0.025, 230],
  blue: [0.6, 0.14, 250],
  violet: [0.58, 0.17, 295],
  pink: [0.65, 0.17, 350],
  red: [0.6, 0.19, 25],
  orange: [0.68, 0.16, 50],
  amber: [0.75, 0.15, 80],
  green: [0.64, 0.15, 150],
  teal: [0.63, 0.11, 185],
  cyan: [0.68, 0.11, 215],
}

/** The colours that stages, tags and options choose from. */
export const COLORS: readonly string[] = Object.keys(HUES)

/** A named colour as CSS; "#aabbcc" stays as it is, an unknown name gives none. */
export function colorOf(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined
  if (name.startsWith('#')) return name
  const color = HUES[name]
  return color && `oklch(${color.join(' ')})`
}
