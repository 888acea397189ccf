import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CommentThreads, useComments } from '@/features/comments'
import { FileList, useFiles } from '@/features/files'
import { Note } from '@/features/notes'
import { FollowMenu } from '@/features/notifications/FollowMenu'
import type { RecordTab } from '@/features/records'
import { Timeline } from '@/features/timeline'
import { typeOf, useMay } from '@/sync'
import { usePointed } from '../record/pointed'

/** What any record carries, as tabs of its page: its note, comments, history and files. */
export function useAboutTabs(entity: string, id: string): readonly RecordTab[] {
  const { t } = useTranslation()
  const readOnly = !useMay(typeOf(entity), 'update')
  const { count: comments } = useComments({ entity, id })
  const { total: files } = useFiles(entity, id)
  const pointed = usePointed()
  const about = { entity, id, readOnly }
  return [
    { id: 'note', label: t('panel.note'), content: padded(<Note key={id} {...about} />) },
    {
      id: 'comments',
      label: t('panel.comments'),
      count: comments,
      asked: pointed?.visit,
      content: padded(
        <CommentThreads
          key={id}
          {...about}
          aside={<FollowMenu entity={entity} id={id} />}
          pointed={pointed}
        />,
      ),
    },
    {
      id: 'timeline',
      label: t('panel.timeline'),
      content: padded(<Timeline key={id} entity={entity} id={id} />),
    },
    {
      id: 'files',
      label: t('panel.files'),
      count: files,
      content: padded(<FileList key={id} {...about} />),
    },
  ]
}

function padded(content: ReactNode): ReactNode {
  return <div className="mx-auto w-full max-w-[760px] p-4 sm:p-5">{content}</div>
}
