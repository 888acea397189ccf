import { Extension, type Editor } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import i18next from 'i18next'
import { toast } from '@/components/ui/Toaster'
import { uploadForm, type Row } from '@/sync'

const KINDS = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']
const LIMIT = 10 * 1024 * 1024 // bytes, as the server's
export const IMAGE_TYPES = KINDS.join(',')

type Step = { add: object; at: number; element: HTMLElement } | { remove: object }

const onTheWay = new PluginKey<DecorationSet>('imagesOnTheWay')

/**
 * Images from files: pasted, dropped or picked. While one is on its way it has a place of its own,
 * seen here only, which moves with what others write; then it becomes part of the text.
 */
export const Images = Extension.create<{ entity: string; entityId: string }>({
  name: 'images',
  addOptions: () => ({ entity: '', entityId: '' }),
  addProseMirrorPlugins() {
    const { editor, options } = this
    const take = (view: EditorView, files: readonly File[], at: number) => {
      if (files.length === 0 || !editor.isEditable) return false
      files.forEach((file) => void place(view, file, at, options))
      return true
    }
    return [
      new Plugin<DecorationSet>({
        key: onTheWay,
        state: {
          init: () => DecorationSet.empty,
          apply(transaction, before) {
            const now = before.map(transaction.mapping, transaction.doc)
            const step = transaction.getMeta(onTheWay) as Step | undefined
            if (!step) return now
            if ('remove' in step)
              return now.remove(now.find(undefined, undefined, (spec) => spec === step.remove))
            return now.add(transaction.doc, [Decoration.widget(step.at, step.element, step.add)])
          },
        },
        props: {
          decorations: (state) => onTheWay.getState(state),
          handlePaste: (view, event) =>
            take(view, [...(event.clipboardData?.files ?? [])], view.state.selection.from),
          handleDrop: (view, event) => {
            const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
            const files = [...(event.dataTransfer?.files ?? [])]
            const taken = take(view, files, at ?? view.state.selection.from)
            // Not to the record's list of files as well, over which the editor lies.
            if (taken) event.stopPropagation()
            return taken
          },
        },
      }),
    ]
  },
})

/** Put picked files where the caret is. */
export function insertImages(editor: Editor, files: readonly File[]): void {
  const options = editor.extensionManager.extensions.find(({ name }) => name === 'images')
    ?.options as { entity: string; entityId: string }
  for (const file of files) void place(editor.view, file, editor.state.selection.from, options)
}

async function place(
  view: EditorView,
  file: File,
  at: number,
  { entity, entityId }: { entity: string; entityId: string },
): Promise<void> {
  const name = file.name
  if (!KINDS.includes(file.type))
    return void toast.error(i18next.t('notes.image.only_images', { name }))
  if (file.size > LIMIT) return void toast.error(i18next.t('notes.image.too_large', { name }))
  const mark = {}
  const bar = progress(file)
  const say = (step: Step) => view.dispatch(view.state.tr.setMeta(onTheWay, step))
  say({ add: mark, at, element: bar.element })
  const form = new FormData()
  form.append('entity', entity)
  form.append('entity_id', entityId)
  form.append('file', file, name)
  try {
    const row = await uploadForm<Row>('/files/upload', form, { onProgress: bar.show })
    if (view.isDestroyed) return
    const found = onTheWay.getState(view.state)?.find(undefined, undefined, (spec) => spec === mark)
    const type = view.state.schema.nodes['image']
    const where = found?.[0]?.from
    if (where === undefined || !type) return
    const image = type.create({ fileId: row.id, alt: row['name'] as string })
    const $where = view.state.doc.resolve(where)
    const transaction = view.state.tr.setMeta(onTheWay, { remove: mark })
    // An empty line gives way to the image; a line with words is not cut in two.
    if ($where.parent.isTextblock && $where.parent.content.size === 0 && $where.depth === 1)
      transaction.replaceWith($where.before(), $where.after(), image)
    else transaction.insert($where.depth ? $where.after(1) : where, image)
    view.dispatch(transaction)
  } catch (error) {
    if (!view.isDestroyed) say({ remove: mark })
    const description = error instanceof Error ? error.message : ''
    toast.error(i18next.t('notes.image.failed', { name }), { description })
  } finally {
    bar.end()
  }
}

/** The picture itself, faint, with how much of it has been sent. */
function progress(file: File) {
  const address = URL.createObjectURL(file)
  const element = document.createElement('figure')
  element.className = 'note-image-sending'
  element.contentEditable = 'false'
  const picture = document.createElement('img')
  picture.src = address
  picture.alt = ''
  const label = document.createElement('figcaption')
  label.setAttribute('role', 'status')
  element.append(picture, label)
  const show = (share: number) => {
    label.textContent = i18next.t('notes.image.sending', {
      name: file.name,
      percent: Math.round(share * 100),
    })
    element.style.setProperty('--share', `${share * 100}%`)
  }
  show(0)
  return { element, show, end: () => URL.revokeObjectURL(address) }
}
