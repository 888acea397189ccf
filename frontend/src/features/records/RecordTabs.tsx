import { useState, type ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs } from '@/components/ui/Tabs'

export interface RecordTab {
  id: string
  label: string
  count?: number | undefined
  /** Not for this reader. */
  hidden?: boolean
  /** Whenever this becomes something else, the tab is chosen. */
  asked?: string | undefined
  content: ReactNode
}

/** What belongs to a record, one part at a time. */
export function RecordTabs({ tabs }: { tabs: readonly RecordTab[] }) {
  const wanted = tabs.find(({ asked }) => asked !== undefined)
  const [chosen, setChosen] = useState((wanted ?? tabs[0])?.id ?? '')
  const [answered, setAnswered] = useState(wanted?.asked)
  if (wanted?.asked !== answered) {
    setAnswered(wanted?.asked)
    if (wanted) setChosen(wanted.id)
  }
  return (
    <Tabs
      value={chosen}
      onValueChange={setChosen}
      className="flex min-h-0 min-w-0 grow flex-col max-lg:min-h-[70dvh]"
    >
      <TabList className="shrink-0 overflow-x-auto px-3 pt-1">
        {tabs.map((tab) => (
          <Tab
            key={tab.id}
            value={tab.id}
            {...(tab.count === undefined ? {} : { count: tab.count })}
          >
            {tab.label}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel
          key={tab.id}
          value={tab.id}
          className="flex min-h-0 grow flex-col overflow-auto data-[state=inactive]:hidden"
        >
          {tab.content}
        </TabPanel>
      ))}
    </Tabs>
  )
}
