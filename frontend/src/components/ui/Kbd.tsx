const mac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

/** "mod" is ⌘ on Apple's keyboards and Ctrl elsewhere. */
function shown(key: string): string {
  if (key === 'mod') return mac ? '⌘' : 'Ctrl'
  if (key === 'shift') return '⇧'
  if (key === 'enter') return '↵'
  return key.length === 1 ? key.toUpperCase() : key
}

const SPOKEN: Record<string, string> = { mod: mac ? 'Meta' : 'Control', Esc: 'Escape' }

/** The control that `keys` press says so by itself: its name is what it does, without them. */
export function pressedBy(keys: string): { 'aria-keyshortcuts': string } {
  const spoken = (key: string) => SPOKEN[key] ?? key.charAt(0).toUpperCase() + key.slice(1)
  return { 'aria-keyshortcuts': keys.replace(/[^ +]+/g, spoken) }
}

interface KbdProps {
  keys: string
  /** To be read out too: it stands in no control that is `pressedBy` them. */
  read?: boolean
}

/** Keys to press, one after another: `keys="g p"`, or together: `keys="mod+k"`. */
export function Kbd({ keys, read = false }: KbdProps) {
  return (
    <span {...(read ? {} : { 'aria-hidden': true })} className="inline-flex items-center gap-0.5">
      {keys.split(/[ +]/).map((key, index) => (
        <kbd
          key={index}
          className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-sm border border-current/25 px-1 font-sans text-2xs leading-none opacity-85"
        >
          {shown(key)}
        </kbd>
      ))}
    </span>
  )
}
