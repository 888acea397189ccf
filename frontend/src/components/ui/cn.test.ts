import { extendTailwindMerge } from 'tailwind-merge'
import { expect, it } from 'vitest'
import { cn } from './cn'

// The library's whole table, which we don't ship: what the short one gives must be the same.
const whole = extendTailwindMerge({
  extend: { theme: { spacing: ['row'], text: ['2xs', 'md'], shadow: ['float', 'sheet'] } },
})

it.each([
  ['h-8 px-3 rounded-md bg-accent text-on-accent', 'p-0 size-7 bg-transparent'],
  [
    'flex items-center justify-center border border-line-strong text-sm text-muted',
    'hidden border-dashed text-lg text-text',
  ],
  ['p-2 pt-4 mx-2', 'px-1 py-0 ml-0'],
  ['absolute inset-x-0 top-2 z-10 overflow-hidden', 'inset-0 z-50 overflow-auto'],
  ['w-full max-w-sm h-auto min-h-16', 'size-4 max-w-none h-row min-h-0'],
  [
    'rounded-md rounded-t-lg border-l font-medium text-left',
    'rounded-full border-0 font-semibold text-center',
  ],
  ['hover:bg-hover dark:bg-sunken md:flex', 'hover:bg-press md:hidden bg-surface'],
  [
    'grow shrink-0 gap-2 opacity-50 shadow-float text-pretty',
    'grow-0 shrink gap-x-1 opacity-100 shadow-sheet',
  ],
  ['text-[9px] text-2xs bg-[linear-gradient(var(--hover),var(--hover))]', 'text-md! bg-surface/50'],
])('gives for %j with %j what the whole table gives', (base, override) => {
  expect(cn(base, override)).toBe(whole(base, override))
})
