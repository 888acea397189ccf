import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Tab, TabList, TabPanel, Tabs } from '@/components/ui/Tabs'
import { CommentThreads, useComments } from '@/features/comments'
import { FileList, useFiles } from '@/features/files'
import { Note } from '@/features/notes'
import { FollowMenu } from '@/features/notifications/FollowMenu'
import { Timeline } from '@/features/timeline'
import { usePointed } from './pointed'

interface RecordSectionsProps {
  /** Singular: "deal", "company", "contact". */
  entity: string
  id: string
  readOnly: boolean
  /** Which tab is open, and that another was chosen; left out, it keeps that to itself. */
  tab?: string
  onTab?: (tab: string) => void
}

/** What hangs on any record: its note, comments, history and files. */
export function RecordSections({ entity, id, readOnly, tab, onTab }: RecordSectionsProps) {
  const { t } = useTranslation()
  const [own, setOwn] = useState('comments')
  const { count: comments } = useComments({ entity, id })
  const { total: files } = useFiles(entity, id)
  const pointed = usePointed()
  const choose = onTab ?? setOwn
  useEffect(() => {
    if (pointed) choose('comments')
  }, [pointed, choose])
  return (
    <>
      <section aria-label={t('panel.note')} data-place="note">
        <Note key={id} entity={entity} id={id} readOnly={readOnly} />
      </section>
      <Tabs value={tab ?? own} onValueChange={choose}>
        <TabList className="sticky top-0 z-10 bg-surface">
          <Tab value="comments" {...(comments > 0 ? { count: comments } : {})}>
            {t('panel.comments')}
          </Tab>
          <Tab value="timeline">{t('panel.timeline')}</Tab>
          <Tab value="files" {...(files > 0 ? { count: files } : {})}>
            {t('panel.files')}
          </Tab>
        </TabList>
        <TabPanel value="comments" data-place="comments" className="pt-4">
          <CommentThreads
            key={id}
            entity={entity}
            id={id}
            readOnly={readOnly}
            aside={<FollowMenu entity={entity} id={id} />}
            pointed={pointed}
          />
        </TabPanel>
        <TabPanel value="timeline" data-place="timeline" className="pt-3">
          <Timeline key={id} entity={entity} id={id} />
        </TabPanel>
        <TabPanel value="files" data-place="files" className="pt-3">
          <FileList key={id} entity={entity} id={id} readOnly={readOnly} />
        </TabPanel>
      </Tabs>
    </>
  )
}
