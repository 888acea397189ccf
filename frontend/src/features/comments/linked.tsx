import type { ReactNode } from 'react'

const ADDRESS = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/g

/** A text whose web addresses are links. */
export function linked(text: string): ReactNode[] {
  return text.split(ADDRESS).map((part, index) =>
    index % 2 === 1 ? (
      <a
        key={index}
        href={part}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-accent-text underline decoration-1 underline-offset-2"
      >
        {part}
      </a>
    ) : (
      part
    ),
  )
}
