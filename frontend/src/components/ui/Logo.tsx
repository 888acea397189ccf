/** The mark: a pulse; with the name beside it. */
export function Logo({ name }: { name?: string }) {
  return (
    <span className="inline-flex items-center gap-2">
      <svg aria-hidden viewBox="0 0 32 32" className="size-6 shrink-0">
        <rect width="32" height="32" rx="9" fill="var(--accent)" />
        <path
          d="M6 17h4.2l2.6-7.5 4.6 13 3-8.5 1.4 3H26"
          fill="none"
          stroke="var(--on-accent)"
          strokeWidth="2.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {name && <span className="text-md font-semibold tracking-[-0.015em]">{name}</span>}
    </span>
  )
}
