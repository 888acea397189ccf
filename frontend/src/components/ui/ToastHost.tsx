import { CircleAlert, CircleCheck, Info } from 'lucide-react'
import { useEffect } from 'react'
import { Toaster as Sonner } from 'sonner'

/** Where toasts appear. Says when it is there: what is shown before would be lost. */
export default function ToastHost({ label, onReady }: { label: string; onReady: () => void }) {
  useEffect(onReady, [onReady])
  return (
    <Sonner
      position="bottom-center"
      offset={20}
      mobileOffset={{ bottom: 'max(68px, var(--shell-foot) + 8px)' }}
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
