import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from '@/components/ui/Toaster'
import { textOf, useLive } from '@/sync'
import { enterRoom, invitationTo } from './room'
import './texts'

/** Tells when a colleague begins to present a board, with the way in. */
export default function Invitations() {
  const { t } = useTranslation()
  const live = useLive()
  const navigate = useNavigate()
  useEffect(
    () =>
      live.onEvent(({ type, entity_id: id, actor, data }) => {
        if (type !== 'review.created' || actor.id === live.me.user.id || !data) return
        const pipelineId = String(data['pipeline_id'])
        const board = textOf(live.records.get('pipelines', pipelineId), 'name')
        toast.info(t('review.invited', { name: actor.name, board }), {
          id: invitationTo(id),
          action: {
            label: t('review.join'),
            run: () => {
              enterRoom(id)
              void navigate({ to: '/pipelines/$pipelineId', params: { pipelineId } })
            },
          },
        })
      }),
    [live, navigate, t],
  )
  // From here on a colleague’s invitation is heard.
  return <span hidden data-invitations="ready" />
}
