import type { ReactNode } from 'react'

interface SectionProps {
  title: string
  text?: ReactNode
  /** At the end of the heading's line. */
  action?: ReactNode
  children: ReactNode
}

/** A part of the settings, under its heading. */
export function Section({ title, text, action, children }: SectionProps) {
  return (
    <section className="flex flex-col gap-3">
      <header className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="min-w-0 grow">
          <h2 className="text-lg font-semibold tracking-[-0.01em]">{title}</h2>
          {text && <p className="mt-0.5 max-w-[70ch] text-pretty text-muted">{text}</p>}
        </div>
        {action}
      </header>
      {children}
    </section>
  )
}
