import { entriesOf, Line } from '@/features/timeline'
import type { EventLine } from '@/features/review'

/** An event of a deal as the timeline tells it, with its undo. */
export const DealLine: EventLine = ({ event, events }) => (
  <ol>
    {entriesOf([event], [], []).map((entry) => (
      <Line key={entry.key} entry={entry} type="deals" events={events} />
    ))}
  </ol>
)
