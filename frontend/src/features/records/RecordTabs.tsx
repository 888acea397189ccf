import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs } from '@/components/ui/Tabs'

export interface RecordTab {
  id: string
  label: string
  count?: number | undefined
  /** Not for this reader. */
  hidden?: boolean
  content: ReactNode
}

/** What belongs to a record, one part at a time. */
export function RecordTabs({ tabs }: { tabs: readonly RecordTab[] }) {
  return (
    <Tabs
      defaultValue={tabs[0]?.id ?? ''}
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
