import { useQuery } from '@tanstack/react-query'
import type { Editor } from '@tiptap/core'
import { useEffect, useMemo, useState } from 'react'
import { api } from '@/api/client'
import type { Person } from '@/components/ui/Avatar'
import { useMe, useRow } from '@/sync'
import { authorship, passages, type AuthorOf } from './authorship'
import type { OpenNote } from './useNote'

/** Who wrote what, shown in the text on demand, and who they are, those who wrote most first. */
export function useAuthors(noteId: string, note: OpenNote, editor: Editor | null) {
  const me = useMe()
  const [shown, setShown] = useState(false)
  const version = useRow('notes', noteId)?.version
  const writers = useQuery({
    queryKey: ['note-writers', noteId, version],
    placeholderData: (before) => before,
    enabled: shown,
    staleTime: 0,
    queryFn: async () => {
      const path = { record_id: noteId }
      const { data } = await api.GET('/notes/{record_id}/writers', { params: { path } })
      return data?.data ?? []
    },
  })
  const authorOf = useMemo<AuthorOf | null>(() => {
    if (!shown || !writers.data) return null
    return authorship(writers.data, (client) => {
      if (client === note.doc.clientID) return { id: me.user.id, name: me.user.full_name }
      return (note.line.awareness.getStates().get(client)?.['user'] as Person | undefined) ?? null
    })
  }, [shown, writers.data, note, me])
  useEffect(() => {
    if (editor && !editor.isDestroyed) editor.commands.showAuthors(authorOf)
  }, [editor, authorOf])
  const people = useMemo(
    () => (editor && authorOf ? byShare(note, editor, authorOf) : []),
    [editor, authorOf, note],
  )
  return { shown, toggle: () => setShown((before) => !before), people }
}

function byShare(note: OpenNote, editor: Editor, authorOf: AuthorOf): readonly Person[] {
  const letters = new Map<string, number>()
  const people = new Map<string, Person>()
  const fragment = note.doc.getXmlFragment('default')
  for (const { from, to, author } of passages(fragment, editor.state.doc, authorOf)) {
    if (!author) continue
    people.set(author.id, author)
    letters.set(author.id, (letters.get(author.id) ?? 0) + to - from)
  }
  return [...people.values()].sort((a, b) => (letters.get(b.id) ?? 0) - (letters.get(a.id) ?? 0))
}
