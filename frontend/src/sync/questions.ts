import { v4 } from 'uuid'

interface Question {
  resolve: (answer: unknown) => void
  reject: (error: Error) => void
  timer: ReturnType<typeof setTimeout>
}

/** Questions to another window, until they are answered or nobody is there to answer. */
export class Questions {
  readonly #open = new Map<string, Question>()

  /** Ask by `say`, which is given the question's number. Raises where no answer comes in `within` ms. */
  put(within: number, say: (id: string) => void): Promise<unknown> {
    const id = v4()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.settle(id, new Error('No answer.')), within)
      this.#open.set(id, { resolve, reject, timer })
      say(id)
    })
  }

  /** An answer has come; an error raises where it was asked. */
  settle(id: string, answer: unknown): void {
    const question = this.#open.get(id)
    if (!question) return
    this.#open.delete(id)
    clearTimeout(question.timer)
    if (answer instanceof Error) question.reject(answer)
    else question.resolve(answer)
  }

  /** Nobody will answer what is open. */
  fail(error: Error): void {
    for (const id of [...this.#open.keys()]) this.settle(id, error)
  }
}
