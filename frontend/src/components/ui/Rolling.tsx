import NumberFlow, { type Format } from '@number-flow/react'

/** A figure whose digits roll to their new value (not with reduced motion). */
export function Rolling({ value, format }: { value: number; format?: Format }) {
  return (
    <NumberFlow
      value={value}
      {...(format ? { format } : {})}
      transformTiming={{ duration: 420, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' }}
      spinTiming={{ duration: 420, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' }}
      opacityTiming={{ duration: 200, easing: 'ease-out' }}
    />
  )
}
