import { useQuery } from '@tanstack/react-query'
import { NodeViewWrapper, type NodeViewProps } from '@tiptap/react'
import { ImageOff } from 'lucide-react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '@/api/http'
import { Button } from '@/components/ui/Button'
import { cn } from '@/components/ui/cn'
import type { Row } from '@/sync'
import { WIDTHS } from './widths'

/** An image in the text; selected, it offers its widths. */
export function ImageView({ node, selected, editor, updateAttributes }: NodeViewProps) {
  const { t } = useTranslation()
  const { fileId, alt, width } = node.attrs as { fileId: string; alt: string; width: number }
  const { show, failed, retry } = useImage(fileId)
  const sizes = ['small', 'medium', 'wide'] as const
  return (
    <NodeViewWrapper
      className={cn('note-image', selected && 'note-image-selected')}
      style={{ width: `${Math.min(100, Math.max(10, width))}%` }}
      data-drag-handle
    >
      {show ? (
        <img ref={show} alt={alt} draggable={false} />
      ) : failed ? (
        <div
          className="note-image-gone"
          role="img"
          aria-label={t('notes.image.gone', { name: alt })}
        >
          <ImageOff aria-hidden className="size-5" />
          <span className="min-w-0 truncate">{t('notes.image.gone', { name: alt })}</span>
          <Button size="sm" onClick={retry}>
            {t('notes.image.retry')}
          </Button>
        </div>
      ) : (
        <div
          className="note-image-gone"
          aria-busy
          aria-label={t('notes.image.loading', { name: alt })}
        />
      )}
      {selected && editor.isEditable && (
        <div className="note-image-sizes floating" contentEditable={false}>
          {sizes.map((size) => (
            <button
              key={size}
              type="button"
              aria-pressed={width === WIDTHS[size]}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => updateAttributes({ width: WIDTHS[size] })}
              className={cn(
                'h-7 rounded-md px-2 text-sm text-muted hover:bg-hover hover:text-text',
                width === WIDTHS[size] && 'bg-press text-text',
              )}
            >
              {t(`notes.image.${size}`)}
            </button>
          ))}
        </div>
      )}
    </NodeViewWrapper>
  )
}

/**
 * The image's bytes, read once by a fresh signed link and kept while the app is open.
 *
 * The link itself would do for an `img` only in browsers that overlook that files are served as
 * downloads, and it ends after a quarter of an hour.
 */
function useImage(fileId: string) {
  const file = useQuery({
    queryKey: ['note-image', fileId],
    queryFn: async ({ signal }) => {
      const { body } = await send<{ data: Row }>('GET', `/files/${encodeURIComponent(fileId)}`, {
        signal,
      })
      const answer = await fetch(String(body.data['url']), { signal })
      if (!answer.ok) throw new Error(`The file answers ${answer.status}.`)
      return new Blob([await answer.blob()], { type: String(body.data['content_type']) })
    },
    staleTime: Infinity,
    gcTime: 10 * 60_000,
    retry: 2,
  })
  const bytes = file.data
  const show = useCallback(
    (image: HTMLImageElement) => {
      if (!bytes) return
      const address = URL.createObjectURL(bytes)
      image.src = address
      return () => URL.revokeObjectURL(address)
    },
    [bytes],
  )
  return { show: bytes ? show : null, failed: file.isError, retry: () => void file.refetch() }
}
