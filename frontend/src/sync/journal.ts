type Paper = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>

/**
 * What was done by hand and the disk has not finished writing, entry by entry.
 *
 * IndexedDB takes a moment, and throws away what a page that ends has begun: a reload in that moment would
 * lose a word. `localStorage` has it at once, whatever becomes of the page. An entry is crossed out as soon
 * as the disk has it, so it is small and short-lived. The next page takes up what is left, and more than
 * once may not hurt. A browser that stores nothing, or nothing more, goes without.
 */
export class Journal {
  constructor(
    /** What the names of its entries begin with: whose it is, and of what. */
    private readonly start: string,
    private readonly paper: () => Paper = () => localStorage,
  ) {}

  /** Write an entry down, or write it anew. */
  write(id: string, text: string): void {
    try {
      this.paper().setItem(this.start + id, text)
    } catch {
      // Forbidden, or no room: the disk is on its way as well.
    }
  }

  /** The disk has it. */
  crossOut(id: string): void {
    try {
      this.paper().removeItem(this.start + id)
    } catch {
      // As above: then nothing was written either.
    }
  }

  /** What pages have left that ended, and what those that live are just writing, by id. */
  entries(): [id: string, text: string][] {
    try {
      const paper = this.paper()
      return Array.from({ length: paper.length }, (_, at) => paper.key(at) ?? '')
        .filter((name) => name.startsWith(this.start))
        .sort()
        .map((name) => [name.slice(this.start.length), paper.getItem(name) ?? ''])
    } catch {
      return []
    }
  }
}
