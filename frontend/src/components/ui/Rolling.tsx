import type { Format } from '@number-flow/react'
import { lazy, Suspense } from 'react'

// The figure stands there at once; what makes it roll is loaded after the first screen.
const NumberFlow = lazy(() => import('@number-flow/react'))

/** A figure whose digits roll to their new value (not with reduced motion). */
export function Rolling({ value, format }: { value: number; format?: Format }) {
  return (
    <Suspense
      fallback={new Intl.NumberFormat(undefined, format).format(value)}
    >
      <NumberFlow
        value={value}
        {...(format ? { format } : {})}
        transformTiming={{ duration: 420, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' }}
        spinTiming={{ duration: 420, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' }}
        opacityTiming={{ duration: 200, easing: 'ease-out' }}
      />
    </Suspense>
  )
}
