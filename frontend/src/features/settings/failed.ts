import { toast } from '@/components/ui/Toaster'

/** Say that the server refused, in its words. */
export function failed(title: string) {
  return (error: unknown): void =>
    void toast.error(title, { description: error instanceof Error ? error.message : '' })
}
