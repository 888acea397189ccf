import { personHue } from '@/components/ui/Avatar'

interface CaretUser {
  id?: string
  name?: string
}

/** Somebody else's caret, in their colour, with their name. */
export function renderCaret(user: Record<string, unknown>): HTMLElement {
  const { id, name } = user as CaretUser
  const caret = document.createElement('span')
  caret.className = 'note-caret'
  caret.style.setProperty('--hue', String(personHue(id ?? '')))
  const label = document.createElement('span')
  label.className = 'note-caret-name'
  label.textContent = name ?? ''
  caret.append(label)
  return caret
}

/** What somebody else has selected, in their colour. */
export function renderSelection(user: Record<string, unknown>) {
  const { id } = user as CaretUser
  return { nodeName: 'span', class: 'note-selection', style: `--hue: ${personHue(id ?? '')}` }
}
