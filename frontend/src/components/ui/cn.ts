import { clsx, type ClassValue } from 'clsx'
import { createTailwindMerge } from 'tailwind-merge'

const any = [() => true]
const length = (value: string) => /^\[[\d.]/.test(value)
const image = (value: string) => /^\[(linear|radial)-gradient|^\[url/.test(value)
const sides = ['t', 'r', 'b', 'l', 's', 'e']
const corners = ['t', 'r', 'b', 'l', 'tl', 'tr', 'br', 'bl', 's', 'e']
const prefixed = (prefix: string, ends: string[]) =>
  Object.fromEntries(ends.map((end) => [`${prefix}${end}`, [{ [`${prefix}${end}`]: any }]]))
const names = (prefix: string, ends: string[]) => ends.map((end) => `${prefix}${end}`)

// Only the groups whose classes are ever passed to override others: the full table weighs as much
// as the socket client. A class of no group here is simply kept.
const merge = createTailwindMerge(() => ({
  cacheSize: 500,
  theme: {},
  classGroups: {
    display: [
      'block',
      'inline-block',
      'inline',
      'flex',
      'inline-flex',
      'grid',
      'inline-grid',
      'contents',
      'hidden',
    ],
    position: ['static', 'fixed', 'absolute', 'relative', 'sticky'],
    ...prefixed('', [
      'inset',
      'inset-x',
      'inset-y',
      'top',
      'right',
      'bottom',
      'left',
      'z',
      'size',
      'w',
      'h',
    ]),
    ...prefixed('', [
      'min-w',
      'max-w',
      'min-h',
      'max-h',
      'gap',
      'gap-x',
      'gap-y',
      'overflow',
      'overflow-x',
      'overflow-y',
    ]),
    ...prefixed('p', ['', 'x', 'y', ...sides]),
    ...prefixed('m', ['', 'x', 'y', ...sides]),
    direction: ['flex-row', 'flex-col', 'flex-row-reverse', 'flex-col-reverse'],
    wrap: ['flex-wrap', 'flex-nowrap'],
    grow: ['grow', { grow: any }],
    shrink: ['shrink', { shrink: any }],
    ...prefixed('', [
      'items',
      'justify',
      'self',
      'grid-cols',
      'leading',
      'tracking',
      'opacity',
      'shadow',
      'cursor',
      'whitespace',
      'basis',
      'transition',
      'duration',
      'animate',
    ]),
    rounded: ['rounded', { rounded: ['sm', 'md', 'lg', 'xl', 'full', 'none'] }],
    ...prefixed('rounded-', corners),
    'font-weight': [{ font: ['normal', 'medium', 'semibold', 'bold'] }],
    'text-size': [{ text: ['2xs', 'xs', 'sm', 'base', 'md', 'lg', 'xl', '2xl', length] }],
    'text-align': [{ text: ['left', 'center', 'right', 'start', 'end'] }],
    'text-wrap': [{ text: ['pretty', 'balance', 'wrap', 'nowrap'] }],
    'text-color': [{ text: any }],
    'bg-image': [{ bg: [image] }],
    bg: [{ bg: any }],
    'border-width': ['border', { border: ['0', '2', '4'] }],
    ...Object.fromEntries(
      ['x', 'y', ...sides].map((side) => [
        `border-${side}`,
        [`border-${side}`, { [`border-${side}`]: ['0', '2', '4'] }],
      ]),
    ),
    'border-style': [{ border: ['solid', 'dashed', 'dotted', 'none'] }],
    'border-color': [{ border: any }],
  },
  conflictingClassGroups: {
    inset: ['inset-x', 'inset-y', 'top', 'right', 'bottom', 'left'],
    'inset-x': ['left', 'right'],
    'inset-y': ['top', 'bottom'],
    size: ['w', 'h'],
    gap: ['gap-x', 'gap-y'],
    overflow: ['overflow-x', 'overflow-y'],
    p: names('p', ['x', 'y', ...sides]),
    px: ['pr', 'pl'],
    py: ['pt', 'pb'],
    m: names('m', ['x', 'y', ...sides]),
    mx: ['mr', 'ml'],
    my: ['mt', 'mb'],
    rounded: names('rounded-', corners),
    'border-width': names('border-', ['x', 'y', ...sides]),
  },
  conflictingClassGroupModifiers: {},
  orderSensitiveModifiers: ['*', '**', 'after', 'before', 'placeholder', 'marker', 'selection'],
}))

/** Class names joined; of two that set the same property, the later wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes))
}
