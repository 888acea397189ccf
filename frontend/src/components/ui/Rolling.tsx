import { memo, type CSSProperties } from 'react'
import './rolling.css'
import { useThrottled } from './useThrottled'

interface RollingProps {
  value: number
  format?: Intl.NumberFormatOptions
}

const ROLL_MS = 450
const formats = new Map<string, Intl.NumberFormat>()

function formatted(value: number, options: Intl.NumberFormatOptions | undefined): string {
  const key = JSON.stringify(options)
  let format = formats.get(key)
  if (!format) formats.set(key, (format = new Intl.NumberFormat(undefined, options)))
  return format.format(value)
}

/**
 * A figure whose digits roll to their new value, one roll at a time.
 *
 * Each digit is a reel of ten moved by a transform: nothing is measured, so that thirty of them on
 * a busy board cost next to nothing. The stylesheet stops all motion for who asked for none.
 */
export const Rolling = memo(function Rolling({ value, format }: RollingProps) {
  const text = formatted(useThrottled(value, ROLL_MS), format)
  return (
    <span className="inline-flex tabular whitespace-pre">
      <span className="sr-only">{text}</span>
      {[...text].map((sign, index) => {
        // Counted from the end: the units stay the units when a digit is added in front.
        const key = text.length - index
        return /\d/.test(sign) ? (
          <span
            key={key}
            aria-hidden
            className="rolling-reel"
            style={{ '--digit': sign } as CSSProperties}
          />
        ) : (
          <span key={key} aria-hidden className="rolling-sign" data-sign={sign} />
        )
      })}
    </span>
  )
})
