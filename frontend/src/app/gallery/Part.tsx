import type { ReactNode } from 'react'

/** A titled part of the gallery. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="rounded-lg border bg-surface p-4">
      <h2 className="mb-3 text-sm font-medium text-muted">{title}</h2>
      <div className="flex flex-wrap items-start gap-3">{children}</div>
    </section>
  )
}
