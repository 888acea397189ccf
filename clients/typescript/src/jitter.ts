const FIRST_MS = 300
const LONGEST_MS = 20_000

/** How long to wait after so many failures: at random, so that thousands don't come back at once. */
export const pause = (attempt: number): number =>
  Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt)

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms))
