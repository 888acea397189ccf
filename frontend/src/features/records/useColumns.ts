import { useCallback, useMemo, useState } from 'react'
import { nameOf } from '@/components/records/fields'
import { useMe, type Field, type TypeMeta } from '@/sync'
import { shownColumns, type ColumnSetting } from './columns'

export interface Columns {
  shown: readonly Field[]
  widths: Readonly<Record<string, number>>
  /** Show these columns, in this order (without the title, which always leads). */
  show: (names: readonly string[]) => void
  widen: (widths: Record<string, number>) => void
  reset: () => void
}

/** The columns of a type's table as this person set them up in this browser. */
export function useColumns(type: string, about: TypeMeta | undefined): Columns {
  const me = useMe()
  const key = `sp-columns:${me.tenant.id}:${me.user.id}:${type}`
  const [setting, setSetting] = useState(() => read(key))
  const change = useCallback(
    (next: (now: ColumnSetting | null) => ColumnSetting | null) =>
      setSetting((now) => {
        const after = next(now)
        write(key, after)
        return after
      }),
    [key],
  )
  const shown = useMemo(
    () => (about ? shownColumns(type, about, setting) : []),
    [type, about, setting],
  )
  return useMemo(
    () => ({
      shown,
      widths: setting?.widths ?? {},
      show: (names) => change((now) => ({ widths: now?.widths ?? {}, shown: [...names] })),
      widen: (widths) =>
        change((now) => ({
          shown: now?.shown ?? shown.slice(1).map(nameOf),
          widths: { ...now?.widths, ...widths },
        })),
      reset: () => change(() => null),
    }),
    [shown, setting, change],
  )
}

function read(key: string): ColumnSetting | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as ColumnSetting | null
  } catch {
    return null // storage may be forbidden, or hold something else
  }
}

function write(key: string, setting: ColumnSetting | null): void {
  try {
    if (setting) localStorage.setItem(key, JSON.stringify(setting))
    else localStorage.removeItem(key)
  } catch {
    // The setting then lasts as long as the page.
  }
}
