import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn'
import { IconButton } from './IconButton'

interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** Hide the title from sight (it is still read out). */
  bare?: boolean
  description?: ReactNode
  closeLabel: string
  children: ReactNode
  /** Buttons, at the end. */
  footer?: ReactNode
  className?: string
}

/** A question that waits for its answer; full width at the bottom on a phone. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, bare, description, closeLabel, children, footer, className } =
    props
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-[oklch(0.2_0.02_220/0.42)]" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cn(
            'floating fixed z-50 flex max-h-[86dvh] flex-col overflow-hidden rounded-xl outline-none max-sm:inset-x-2 max-sm:bottom-2 sm:top-[14vh] sm:left-1/2 sm:w-[min(480px,calc(100vw-32px))] sm:-translate-x-1/2',
            className,
          )}
        >
          <header className={bare ? 'sr-only' : 'flex items-start gap-3 px-5 pt-4 pb-1'}>
            <div className="grow">
              <Radix.Title className="text-lg font-semibold tracking-[-0.01em]">
                {title}
              </Radix.Title>
              {description && (
                <Radix.Description className="mt-1 text-muted">{description}</Radix.Description>
              )}
            </div>
            {!bare && (
              <Radix.Close asChild>
                <IconButton label={closeLabel} icon={<X />} size="sm" className="-mr-1.5" />
              </Radix.Close>
            )}
          </header>
          <div className={cn('min-h-0 overflow-auto', !bare && 'px-5 py-3')}>{children}</div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t bg-sunken px-5 py-3">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

interface SheetProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  children: ReactNode
  /** Where it comes from. */
  side?: 'left' | 'right'
  /** false: what is behind stays in use (a record beside its board). */
  modal?: boolean
  className?: string
}

/** A panel at the edge of the screen; the whole screen on a phone. Its content draws its own header. */
export function Sheet({
  open,
  onOpenChange,
  title,
  children,
  side = 'right',
  modal = true,
  className,
}: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange} modal={modal}>
      <Radix.Portal>
        {modal && (
          <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-[oklch(0.2_0.02_220/0.3)]" />
        )}
        <Radix.Content
          // The panel, not its first button, whose tooltip would pop up.
          onOpenAutoFocus={(event) => {
            event.preventDefault()
            ;(event.currentTarget as HTMLElement | null)?.focus()
          }}
          aria-describedby={undefined}
          onInteractOutside={(event) => {
            if (!modal) event.preventDefault()
          }}
          className={cn(
            'fixed inset-y-0 z-40 flex w-full flex-col bg-surface shadow-sheet outline-none sm:w-[min(560px,92vw)]',
            side === 'right' ? 'right-0 animate-slide border-l' : 'left-0 animate-fade border-r',
            className,
          )}
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
