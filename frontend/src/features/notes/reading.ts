import type { JSONContent } from '@tiptap/core'
import type { Schema } from '@tiptap/pm/model'
import { yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { removeUnreadable, unreadable } from './unreadable'

/** A note's document (a Yjs update) as the editor spells it, without what can't be shown. */
export function readable(update: Uint8Array, schema: Schema): JSONContent {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, update)
  const fragment = copy.getXmlFragment('default')
  removeUnreadable(copy, unreadable(fragment, schema))
  return yXmlFragmentToProseMirrorRootNode(fragment, schema).toJSON() as JSONContent
}
