import { CircleAlert, CircleCheck, Info } from 'lucide-react'
import { Toaster as Sonner, toast as show } from 'sonner'

/** Where toasts appear: once, at the root. */
export function Toaster({ label }: { label: string }) {
  return (
    <Sonner
      position="bottom-center"
      offset={20}
      mobileOffset={{ bottom: 68 }}
      gap={8}
      visibleToasts={4}
      containerAriaLabel={label}
      icons={{
        success: <CircleCheck className="size-4 text-ok-text" />,
        error: <CircleAlert className="size-4 text-danger-text" />,
        info: <Info className="size-4 text-accent-text" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'floating font-sans! flex w-[min(400px,calc(100vw-24px))] items-center gap-2.5 px-3 py-2.5 text-base text-text',
          content: 'min-w-0 grow',
          title: 'font-medium',
          description: 'text-muted text-sm mt-0.5',
          actionButton:
            'shrink-0 h-7 px-2.5 rounded-md border border-line-strong text-sm font-medium hover:bg-hover',
          icon: 'shrink-0 self-start mt-0.5',
        },
      }}
    />
  )
}

interface ToastOptions {
  description?: string
  /** What takes it back, or tries again. */
  action?: { label: string; run: () => void }
  /** The same id replaces the toast in place. */
  id?: string
}

function options({ description, action, id }: ToastOptions) {
  return {
    ...(description ? { description } : {}),
    ...(id ? { id } : {}),
    ...(action ? { action: { label: action.label, onClick: action.run }, duration: 8000 } : {}),
  }
}

/** A passing word about what just happened; `action` for undo. */
export const toast = {
  success: (title: string, more: ToastOptions = {}) => show.success(title, options(more)),
  error: (title: string, more: ToastOptions = {}) =>
    show.error(title, { duration: 7000, ...options(more) }),
  info: (title: string, more: ToastOptions = {}) => show.info(title, options(more)),
}
