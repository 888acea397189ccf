import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { useCallback, useMemo, useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands, type Command } from '@/components/commands'
import { Button } from '@/components/ui/Button'
import { cn } from '@/components/ui/cn'
import { Input } from '@/components/ui/Input'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'

interface LinkButtonProps {
  editor: Editor
  active: boolean
  className: string
  icon: ReactNode
}

const NONE: readonly Command[] = []

/** Makes the selected words a link, or takes it off; ⌘K does, while words are selected. */
export function LinkButton({ editor, active, className, icon }: LinkButtonProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [address, setAddress] = useState('')
  const change = useCallback(
    (next: boolean) => {
      if (next) setAddress((editor.getAttributes('link')['href'] as string | undefined) ?? '')
      setOpen(next)
    },
    [editor],
  )
  const selected = useEditorState({
    editor,
    selector: ({ editor: one }) => one.isFocused && !one.state.selection.empty,
  })
  const ask = useMemo<readonly Command[]>(() => {
    const run = () => change(true)
    const group = t('note.format')
    return [{ id: 'note.link', label: t('note.link'), group, keys: '$mod+k', listed: false, run }]
  }, [t, change])
  // Offered last, it goes before the palette, whose key it is everywhere else.
  useCommands(selected ? ask : NONE)
  const apply = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const chain = editor.chain().focus().extendMarkRange('link')
    const typed = address.trim()
    if (!typed) chain.unsetLink().run()
    else {
      const href = /^(https?:|mailto:)/i.test(typed) ? typed : `https://${typed}`
      if (editor.state.selection.empty && !active)
        chain
          .insertContent({ type: 'text', text: typed, marks: [{ type: 'link', attrs: { href } }] })
          .run()
      else chain.setLink({ href }).run()
    }
    setOpen(false)
  }
  return (
    <Popover open={open} onOpenChange={change}>
      <PopoverTrigger asChild>
        <button
          type="button"
          aria-label={t('note.link')}
          aria-pressed={active}
          className={cn(className, active && 'bg-press text-text')}
        >
          {icon}
        </button>
      </PopoverTrigger>
      <PopoverContent
        className="w-80 p-2"
        onEscapeKeyDown={() => editor.commands.focus()}
        onCloseAutoFocus={(event) => event.preventDefault()}
      >
        <form onSubmit={apply} className="flex gap-2">
          <Input
            autoFocus
            value={address}
            aria-label={t('note.address')}
            placeholder="https://"
            inputMode="url"
            onChange={(event) => setAddress(event.target.value)}
          />
          {/^(https?:|mailto:)/i.test(address) && active && (
            <Button asChild>
              <a href={address} target="_blank" rel="noopener noreferrer">
                {t('notes.open_link')}
              </a>
            </Button>
          )}
          <Button type="submit" variant="primary">
            {t('note.apply')}
          </Button>
        </form>
      </PopoverContent>
    </Popover>
  )
}
