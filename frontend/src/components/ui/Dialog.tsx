import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useState, type ComponentProps, type ReactNode } from 'react'
import { cn } from './cn'
import { IconButton } from './IconButton'

interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** Hide the title from sight (it is still read out). */
  bare?: boolean
  description?: ReactNode
  /** Names the button that closes it; without one it stays until it is answered. */
  closeLabel?: string
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
        <Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={focusFirstField}
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
            {!bare && closeLabel && (
              <Radix.Close asChild>
                <IconButton label={closeLabel} icon={<X />} size="sm" className="-mr-1.5" />
              </Radix.Close>
            )}
          </header>
          <div data-dialog-body className={cn('min-h-0 overflow-auto', !bare && 'px-5 py-3')}>
            {children}
          </div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t bg-sunken px-5 py-3">
              {footer}
            </footer>
          )}
        </Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** What is asked for, or the dialog itself; never the closing button, whose tooltip would pop up. */
function focusFirstField(event: Event): void {
  const dialog = event.currentTarget as HTMLElement | null
  if (!dialog || dialog.contains(document.activeElement)) return // something in it took the focus
  event.preventDefault()
  const fields = 'input, textarea, select, [role=radio][aria-checked=true], [role=combobox]'
  const first = dialog.querySelector<HTMLElement>(`[data-dialog-body] :is(${fields})`)
  ;(first ?? dialog).focus()
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
        <Content
          // Radix hears Esc before anybody: the first one only leaves what is being typed in.
          onEscapeKeyDown={(event) => {
            if (isTyping(event.target)) event.preventDefault()
          }}
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
            // Beside what it belongs to, the shell's bar with its badges stays in sight; on a phone, its foot.
            !modal &&
              side === 'right' &&
              'bottom-(--shell-foot) md:top-(--shell-top) md:right-(--shell-edge) md:bottom-(--shell-edge) md:rounded-br-lg',
            className,
          )}
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          {children}
        </Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Radix's, giving the focus back to where it was: we have no trigger that it could give it to. */
function Content(props: ComponentProps<typeof Radix.Content>) {
  const [before] = useState(() => document.activeElement)
  return (
    <Radix.Content
      onCloseAutoFocus={(event) => {
        event.preventDefault()
        // Unless what it led to has taken it.
        if (document.activeElement === document.body && before instanceof HTMLElement)
          before.focus({ preventScroll: true })
      }}
      {...props}
    />
  )
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  )
}
