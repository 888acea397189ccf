const mac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

/** "mod" is ⌘ on Apple's keyboards and Ctrl elsewhere. */
function shown(key: string): string {
  if (key === 'mod') return mac ? '⌘' : 'Ctrl'
  if (key === 'shift') return '⇧'
  if (key === 'enter') return '↵'
  return key.length === 1 ? key.toUpperCase() : key
}

/** Keys to press, one after another: `keys="g p"`, or together: `keys="mod+k"`. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="inline-flex items-center gap-0.5">
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
