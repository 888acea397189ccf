import type { CSSProperties } from 'react'

interface Card {
  x: number
  y: number
  w: number
  hue?: number
  who?: string
}

// A board in silhouette: four stages, cards of different lengths, two of them in somebody's hand.
const CARDS: Card[] = [
  { x: 0, y: 0, w: 62 },
  { x: 0, y: 1, w: 84 },
  { x: 0, y: 2, w: 48 },
  { x: 0, y: 3, w: 71 },
  { x: 1, y: 0, w: 77 },
  { x: 1, y: 2, w: 90 },
  { x: 2, y: 0, w: 66 },
  { x: 2, y: 1, w: 82 },
  { x: 3, y: 0, w: 70 },
  { x: 2, y: 2, w: 70, hue: 207, who: 'Ana' },
  // Last, so that it is drawn above its neighbours.
  { x: 1, y: 1, w: 55, hue: 15, who: 'Ben' },
]

/** Decoration: the product's idea in one picture. */
export function PulseArt() {
  return (
    <svg
      aria-hidden
      viewBox="0 0 720 640"
      className="absolute top-[9%] left-12 w-[118%] max-w-none"
    >
      {[0, 1, 2, 3].map((column) => (
        <g key={column} transform={`translate(${column * 176} 0)`}>
          <rect width="52" height="7" rx="3.5" fill="var(--line-strong)" opacity="0.8" />
          <rect x="136" width="20" height="7" rx="3.5" fill="var(--line-strong)" opacity="0.45" />
        </g>
      ))}
      {CARDS.map(({ x, y, w, hue, who }, index) => (
        <g
          key={index}
          transform={`translate(${x * 176} ${28 + y * 92}) ${who === 'Ben' ? 'rotate(-2.2 78 40) translate(10 8)' : ''}`}
          style={{ '--hue': hue } as CSSProperties}
        >
          <rect
            width="156"
            height="80"
            rx="10"
            fill="var(--surface)"
            stroke={
              hue === undefined
                ? 'var(--line)'
                : 'var(--color-person, oklch(var(--person-l) var(--person-c) var(--hue)))'
            }
            strokeWidth={hue === undefined ? 1 : 2}
            style={
              hue === undefined
                ? undefined
                : { stroke: `oklch(var(--person-l) var(--person-c) ${hue})` }
            }
          />
          <rect x="14" y="16" width={w} height="8" rx="4" fill="var(--text)" opacity="0.72" />
          <rect x="14" y="33" width={w * 0.6} height="6" rx="3" fill="var(--line-strong)" />
          <circle
            cx="20"
            cy="61"
            r="6"
            style={{
              fill: `oklch(var(--person-l) var(--person-c) ${[207, 15, 285, 150][(x + y) % 4]})`,
            }}
            opacity="0.85"
          />
          <rect x="106" y="57" width="36" height="7" rx="3.5" fill="var(--accent)" opacity="0.55" />
          {who && hue !== undefined && (
            <g transform="translate(120 68)">
              <path
                d="M0 0 l6 18 4-7 8-2z"
                style={{ fill: `oklch(var(--person-l) var(--person-c) ${hue})` }}
                stroke="var(--surface)"
                strokeWidth="1.5"
              />
              <rect
                x="15"
                y="14"
                width="40"
                height="19"
                rx="6"
                style={{ fill: `oklch(var(--person-l) var(--person-c) ${hue})` }}
              />
              <text
                x="35"
                y="27.5"
                textAnchor="middle"
                fontSize="11"
                fontWeight="600"
                fill="var(--on-person)"
              >
                {who}
              </text>
            </g>
          )}
        </g>
      ))}
    </svg>
  )
}
