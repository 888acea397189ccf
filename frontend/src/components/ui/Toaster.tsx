import type { ExternalToast } from 'sonner'
import { create } from 'zustand'
import { onDemand } from './onDemand'

const ToastHost = onDemand(() => import('./ToastHost'))
const useWanted = create<{ wanted: boolean }>(() => ({ wanted: false }))
let ready: () => void
const hostReady = new Promise<void>((resolve) => (ready = resolve))
const onReady = () => ready()

/** Once, at the root. Its code is loaded with the first toast. */
export function Toaster({ label }: { label: string }) {
  const { wanted } = useWanted()
  return wanted && <ToastHost label={label} onReady={onReady} />
}

interface ToastOptions {
  description?: string
  /** What takes it back, or tries again. */
  action?: { label: string; run: () => void }
  /** The same id replaces the toast in place. */
  id?: string
}

/** A passing word about what just happened; `action` for undo. */
export const toast = {
  success: (title: string, more: ToastOptions = {}) => show('success', title, more),
  error: (title: string, more: ToastOptions = {}) => show('error', title, more),
  info: (title: string, more: ToastOptions = {}) => show('info', title, more),
  /** What the toast with this id offers has been done, or is over. */
  dismiss: (id: string) => {
    if (useWanted.getState().wanted) void onceReady().then((sonner) => sonner.dismiss(id))
  },
}

function show(kind: 'success' | 'error' | 'info', title: string, more: ToastOptions): void {
  useWanted.setState({ wanted: true })
  void onceReady().then((sonner) => sonner[kind](title, optionsOf(kind, more)))
}

async function onceReady() {
  const [{ toast: sonner }] = await Promise.all([import('sonner'), hostReady])
  return sonner
}

function optionsOf(kind: string, { description, action, id }: ToastOptions): ExternalToast {
  return {
    duration: action ? 8_000 : kind === 'error' ? 7_000 : 4_000,
    ...(description ? { description } : {}),
    ...(id ? { id } : {}),
    ...(action ? { action: { label: action.label, onClick: action.run } } : {}),
  }
}
