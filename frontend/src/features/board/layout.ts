/** Cards are of one height, so that a column of thousands is laid out without measuring any. */
export interface CardLayout {
  height: number
  gap: number
}

export function layoutOf(compact: boolean): CardLayout {
  return compact ? { height: 58, gap: 4 } : { height: 86, gap: 6 }
}

/** From the top of one card to the top of the next. */
export function pitch({ height, gap }: CardLayout): number {
  return height + gap
}
