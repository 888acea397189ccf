const REMEMBERED = 200

/** The last few of something, by id. */
export class Recently<T> extends Map<string, T> {
  add(id: string, value: T): void {
    this.set(id, value)
    const [oldest] = this.keys()
    if (this.size > REMEMBERED && oldest !== undefined) this.delete(oldest)
  }
}
