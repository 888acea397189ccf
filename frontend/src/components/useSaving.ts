import { useState } from 'react'
import { ApiError } from '@/api/errors'

/** A form being saved: pending meanwhile, and in `errors` what was wrong per field, or as a whole under `form`. */
export function useSaving() {
  const [pending, setPending] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const save = async (work: () => Promise<void>) => {
    setPending(true)
    setErrors({})
    try {
      await work()
    } catch (error) {
      setErrors(errorsOf(error))
    } finally {
      setPending(false)
    }
  }
  return { pending, errors, save }
}

function errorsOf(error: unknown): Record<string, string> {
  const fields = error instanceof ApiError ? error.fields : {}
  if (Object.keys(fields).length > 0) return fields
  return { form: error instanceof Error ? error.message : String(error) }
}
