import type { Editor } from '@tiptap/core'
import type { Schema } from '@tiptap/pm/model'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { useEffect, useRef, useState } from 'react'
import type * as Y from 'yjs'
import { removeUnreadable, unreadable } from './unreadable'

/**
 * Whether a note holds what can't be shown here, and how to take it out of it for everybody.
 *
 * `editor`: who writes in it, to be stopped before it sees such a thing.
 */
export function useUnreadable(doc: Y.Doc, schema: Schema) {
  const [found, setFound] = useState(() => partsOf(doc, schema).length > 0)
  const editor = useRef<Editor | null>(null)
  useEffect(() => {
    const look = () => {
      const now = partsOf(doc, schema).length > 0
      // Its binding is told of a change after this, and would delete or break.
      if (now) editor.current?.destroy()
      setFound(now)
    }
    const onChange = ({ origin }: Y.Transaction) => {
      // The editor itself writes nothing that it does not know.
      if (origin !== ySyncPluginKey) look()
    }
    look()
    doc.on('beforeObserverCalls', onChange)
    return () => doc.off('beforeObserverCalls', onChange)
  }, [doc, schema])
  return { found, editor, remove: () => removeUnreadable(doc, partsOf(doc, schema)) }
}

function partsOf(doc: Y.Doc, schema: Schema) {
  return unreadable(doc.getXmlFragment('default'), schema)
}
