import { useEffect, useEffectEvent, useState } from 'react'

const PAUSE_MS = 200

/**
 * What stands in a search box, told to `onChange` when the typing pauses, at once when it is emptied.
 *
 * `value` is what is searched for, by the address: it follows late what was told, which is no reason to
 * take back what has been typed since. What it says by itself (the back button, a link) comes into the box.
 */
export function useSearchText(
  value: string,
  onChange: (text: string) => void,
): [text: string, type: (text: string) => void] {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  const [told, setTold] = useState<readonly string[]>([])
  if (value !== known) {
    const at = told.indexOf(value)
    setKnown(value)
    setTold(at < 0 ? [] : told.slice(at + 1))
    if (at < 0) setText(value)
  }
  const tell = useEffectEvent((next: string) => {
    if (next === (told.at(-1) ?? value)) return
    setTold([...told, next])
    onChange(next)
  })
  useEffect(() => {
    const next = text.trim()
    const timer = setTimeout(() => tell(next), next ? PAUSE_MS : 0)
    return () => clearTimeout(timer)
  }, [text])
  return [text, setText]
}
