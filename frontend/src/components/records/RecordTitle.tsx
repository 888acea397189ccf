import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { personStyle } from '@/components/ui/Avatar'
import { cn } from '@/components/ui/cn'
import { topicOf, useChanges, useFieldAccess, usePresence, type Row } from '@/sync'

interface RecordTitleProps {
  type: string
  row: Row
  /** The field that names the record. */
  field: string
  readOnly: boolean
}

/** A record's name as a heading that is its own editor: saved on Enter and on leaving, Esc takes it back. */
export function RecordTitle({ type, row, field, readOnly }: RecordTitleProps) {
  const { t } = useTranslation()
  const { update } = useChanges()
  const locked = useFieldAccess(type, field) !== 'write'
  const { others, publish } = usePresence(topicOf(type, row.id))
  const saved = (row[field] as string | null) ?? ''
  const [draft, setDraft] = useState<string | null>(null)
  const begun = useRef({ value: saved, version: row.version })
  const area = useRef<HTMLTextAreaElement>(null)
  const other = others.find((member) => member.state?.field === field)
  const leaving = useRef(false)
  // A draft belongs to its record: another one must not inherit it.
  useEffect(() => () => publish({ field: null }), [row.id, publish])
  if (readOnly || locked)
    return <h2 className="text-xl leading-tight font-semibold tracking-[-0.015em]">{saved}</h2>

  const leave = (keep: boolean) => {
    if (leaving.current) return
    leaving.current = true
    const next = draft?.trim()
    if (keep && next && next !== begun.current.value)
      update(type, row.id, { [field]: next }, begun.current.version)
    setDraft(null)
    publish({ field: null })
    area.current?.blur()
    leaving.current = false
  }
  return (
    <div className="relative -mx-2" style={other && personStyle({ id: other.user_id })}>
      <textarea
        ref={area}
        rows={1}
        maxLength={500}
        value={draft ?? saved}
        aria-label={t('panel.title')}
        onFocus={() => {
          setDraft(saved)
          begun.current = { value: saved, version: row.version }
          publish({ field })
        }}
        onChange={(event) => setDraft(event.target.value.replaceAll('\n', ' '))}
        onBlur={() => leave(true)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key !== 'Enter' && event.key !== 'Escape') return
          event.preventDefault()
          event.stopPropagation() // Esc backs out of the field, not of the panel
          leave(event.key === 'Enter')
        }}
        className={cn(
          'block field-sizing-content w-full resize-none rounded-md border border-transparent bg-transparent px-2 py-1 text-xl leading-tight font-semibold tracking-[-0.015em] hover:bg-hover focus:bg-transparent',
          other && 'ring-2 ring-person',
        )}
      />
      {other && (
        <span
          role="status"
          className="pointer-events-none absolute -top-2 right-2 rounded-sm bg-person px-1.5 text-2xs leading-4 font-semibold text-on-person"
        >
          {t('field.editing', { name: other.name })}
        </span>
      )}
    </div>
  )
}
