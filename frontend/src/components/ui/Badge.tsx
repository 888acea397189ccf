import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from './cn'

const tones = cva(
  'inline-flex h-5 max-w-full shrink-0 items-center gap-1 rounded-sm px-1.5 text-sm font-medium whitespace-nowrap [&_svg]:size-3.5',
  {
    variants: {
      tone: {
        plain: 'bg-press text-text',
        accent: 'bg-accent-soft text-accent-text',
        ok: 'bg-ok-soft text-ok-text',
        warn: 'bg-warn-soft text-warn-text',
        danger: 'bg-danger-soft text-danger-text',
        outline: 'border border-line-strong text-muted',
      },
    },
    defaultVariants: { tone: 'plain' },
  },
)

/** A word or a number with a tone. */
export function Badge({
  tone,
  className,
  ...rest
}: ComponentProps<'span'> & VariantProps<typeof tones>) {
  return <span className={cn(tones({ tone }), className)} {...rest} />
}

/** A small disc of a given colour (a stage, a tag); decoration only. */
export function Dot({
  color,
  className,
}: {
  color?: string | null | undefined
  className?: string
}) {
  return (
    <span
      aria-hidden
      className={cn('inline-block size-2 shrink-0 rounded-full bg-faint', className)}
      style={color ? { backgroundColor: color } : undefined}
    />
  )
}
