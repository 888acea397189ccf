/** Who is told of which records, by type and by `type/id`; several changes at once are told once. */
export class Listeners {
  readonly #listeners = new Map<string, Set<() => void>>()
  readonly #watchers = new Set<(touched: readonly string[]) => void>()
  readonly #touched = new Set<string>()
  #depth = 0

  /** Be told of every change, as types and as `type/id`; returns how to stop. */
  watch(watcher: (touched: readonly string[]) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Be told when a record changes (`id`), or any of its type; returns how to stop. */
  subscribe(type: string, id: string | null, listener: () => void): () => void {
    const key = id === null ? type : `${type}/${id}`
    let set = this.#listeners.get(key)
    if (!set) this.#listeners.set(key, (set = new Set()))
    set.add(listener)
    return () => {
      set.delete(listener)
      if (set.size === 0) this.#listeners.delete(key)
    }
  }

  /** The records of a type that somebody is told of one by one, as `useRow` is: those on the screens. */
  watched(type: string): string[] {
    return [...this.#listeners.keys()].flatMap((key) =>
      key.startsWith(`${type}/`) ? [key.slice(type.length + 1)] : [],
    )
  }

  /** Make several changes and tell the listeners once. */
  batch(change: () => void): void {
    this.#depth++
    try {
      change()
    } finally {
      if (--this.#depth === 0) this.#tell()
    }
  }

  /** A record has changed. */
  protected touch(type: string, id: string): void {
    this.#touched.add(type).add(`${type}/${id}`)
    if (this.#depth === 0) this.#tell()
  }

  #tell(): void {
    const touched = [...this.#touched]
    this.#touched.clear()
    for (const watcher of this.#watchers) watcher(touched)
    for (const key of touched)
      for (const listener of [...(this.#listeners.get(key) ?? [])]) listener()
  }
}
