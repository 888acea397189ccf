import { Copy, Ellipsis, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/Button'
import { Dialog, Sheet } from '@/components/ui/Dialog'
import { IconButton } from '@/components/ui/IconButton'
import { Dropdown, type MenuEntry } from '@/components/ui/Menu'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { Tab, TabList, TabPanel, Tabs } from '@/components/ui/Tabs'
import { toast } from '@/components/ui/Toaster'
import { Part } from './Part'

const ENTRIES: MenuEntry[] = [
  { heading: 'Deal' },
  { label: 'Copy link', icon: <Copy />, keys: 'mod+c', onSelect: () => toast.info('Copied') },
  { label: 'Compact rows', checked: true, onSelect: () => undefined },
  'rule',
  { label: 'Delete', icon: <Trash2 />, danger: true, onSelect: () => undefined },
]

/** What floats. */
export function Floating() {
  const [dialog, setDialog] = useState(false)
  const [sheet, setSheet] = useState(false)
  return (
    <Part title="Menus, dialogs, toasts, tabs">
      <Dropdown entries={ENTRIES}>
        <IconButton label="More" icon={<Ellipsis />} />
      </Dropdown>
      <Popover>
        <PopoverTrigger asChild>
          <Button>Popover</Button>
        </PopoverTrigger>
        <PopoverContent>Anything, beside its trigger.</PopoverContent>
      </Popover>
      <Button onClick={() => setDialog(true)}>Dialog</Button>
      <Button onClick={() => setSheet(true)}>Sheet</Button>
      <Button
        onClick={() =>
          toast.success('Deal deleted', {
            action: { label: 'Undo', run: () => toast.info('Back again') },
          })
        }
      >
        Toast
      </Button>
      <Button
        onClick={() =>
          toast.error('Change taken back', {
            description: 'You may read this deal, but not change it.',
          })
        }
      >
        Error toast
      </Button>
      <Tabs defaultValue="a" className="w-full">
        <TabList aria-label="Parts">
          <Tab value="a">Overview</Tab>
          <Tab value="b" count={12}>
            Comments
          </Tab>
        </TabList>
        <TabPanel value="a" className="p-3 text-muted">
          One
        </TabPanel>
        <TabPanel value="b" className="p-3 text-muted">
          Two
        </TabPanel>
      </Tabs>
      <Dialog
        open={dialog}
        onOpenChange={setDialog}
        title="Delete this pipeline?"
        description="Its 34 deals go to the trash with it."
        closeLabel="Close"
        footer={
          <>
            <Button onClick={() => setDialog(false)}>Cancel</Button>
            <Button variant="danger" onClick={() => setDialog(false)}>
              Delete
            </Button>
          </>
        }
      >
        They can be restored for 30 days.
      </Dialog>
      <Sheet open={sheet} onOpenChange={setSheet} title="Deal">
        <div className="p-5">A record beside its list.</div>
      </Sheet>
    </Part>
  )
}
