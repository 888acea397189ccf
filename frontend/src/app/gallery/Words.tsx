import { Inbox } from 'lucide-react'
import { Button } from '@/components/ui/Button'
import { Kbd } from '@/components/ui/Kbd'
import { Notice } from '@/components/ui/Notice'
import { Spinner } from '@/components/ui/Spinner'
import { EmptyState, ErrorState, ProgressBar, Skeleton } from '@/components/ui/States'
import { Part } from './Part'

/** States: waiting, empty, broken. */
export function Words() {
  return (
    <Part title="States">
      <div className="grid w-full gap-4 sm:grid-cols-2">
        <EmptyState
          icon={<Inbox />}
          title="No companies yet"
          text="Import a list, or add the first one by hand. They appear here for everyone at once."
          action={<Button variant="primary">Add a company</Button>}
        />
        <ErrorState
          title="That didn’t work"
          text="The server can’t be reached."
          retry={{ label: 'Try again', run: () => undefined }}
        />
        <div className="flex flex-col gap-2">
          <Skeleton className="w-2/3" />
          <Skeleton className="w-1/2" />
          <ProgressBar value={0.62} label="Importing" />
          <ProgressBar value={undefined} label="Waiting" />
        </div>
        <div className="flex flex-col gap-2">
          <Notice tone="plain">Good to know.</Notice>
          <Notice tone="warn">Three rows were skipped.</Notice>
          <Notice tone="danger">E-mail or password is not right.</Notice>
          <span className="flex items-center gap-3">
            <Kbd keys="mod+k" /> <Kbd keys="g p" /> <Spinner label="Loading" />
          </span>
        </div>
      </div>
    </Part>
  )
}
