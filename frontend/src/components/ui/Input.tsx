import { useId, type ComponentProps, type ReactNode } from 'react'
import { cn } from './cn'

/** A one-line field of 32 px. */
export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn('field', className)} {...rest} />
}

/** A field of several lines that grows with its text. */
export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={cn(
        'field block h-auto min-h-16 field-sizing-content resize-none py-1.5',
        className,
      )}
      {...rest}
    />
  )
}

interface LabelledProps {
  label: ReactNode
  /** Below the field, in place of the hint. */
  error?: string | undefined
  hint?: ReactNode
  /** Beside the label, at the end of its line. */
  aside?: ReactNode
  required?: boolean
  /** Gets what ties the field to its label and message. */
  children: (ties: {
    id: string
    'aria-invalid': boolean
    'aria-describedby': string | undefined
  }) => ReactNode
}

/** A label above a field, with its hint or what is wrong below it. */
export function Labelled({ label, error, hint, aside, required, children }: LabelledProps) {
  const id = useId()
  const note = error || hint ? `${id}-note` : undefined
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
          {required && (
            <span aria-hidden className="text-danger-text">
              {' '}
              *
            </span>
          )}
        </label>
        {aside}
      </div>
      {children({ id, 'aria-invalid': !!error, 'aria-describedby': note })}
      {note && (
        <p id={note} className={cn('text-sm', error ? 'text-danger-text' : 'text-muted')}>
          {error || hint}
        </p>
      )}
    </div>
  )
}
