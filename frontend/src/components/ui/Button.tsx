import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'
import { Spinner } from './Spinner'

const looks = cva(
  'relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors duration-100 disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-accent text-on-accent enabled:hover:bg-accent-strong',
        secondary:
          'border border-line-strong bg-surface text-text enabled:hover:bg-[linear-gradient(var(--hover),var(--hover))]',
        ghost:
          'text-muted enabled:hover:bg-hover enabled:hover:text-text data-[state=open]:bg-press',
        danger: 'bg-danger text-on-accent enabled:hover:brightness-95',
      },
      size: { md: 'h-8 px-3', sm: 'h-7 px-2.5 text-sm', lg: 'h-10 px-4 text-md' },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
)

export interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof looks> {
  /** Render the child (a link, say) with a button's looks. */
  asChild?: boolean
  /** Shows a spinner in place, keeps the width, and stops further clicks. */
  pending?: boolean
}

/** A button; `type` is "button" unless said otherwise, so that it never submits by accident. */
export function Button({
  variant,
  size,
  asChild,
  pending,
  className,
  disabled,
  children,
  ...rest
}: ButtonProps) {
  const classes = cn(looks({ variant, size }), className)
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    )
  }
  return (
    <button
      type="button"
      className={classes}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      {...rest}
    >
      {pending && <Spinner className="absolute" />}
      {/* Out of sight but still the button's name, and its width. */}
      <span className={pending ? 'inline-flex items-center gap-1.5 opacity-0' : 'contents'}>
        {children}
      </span>
    </button>
  )
}
