import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/Button'
import { Checkbox } from '@/components/ui/Checkbox'
import { Switch } from '@/components/ui/Switch'
import { Combobox } from '@/components/ui/Combobox'
import { DateInput } from '@/components/ui/DateInput'
import { Dot } from '@/components/ui/Badge'
import { IconButton } from '@/components/ui/IconButton'
import { Input, Labelled, Textarea } from '@/components/ui/Input'
import { MoneyInput } from '@/components/ui/MoneyInput'
import { Select } from '@/components/ui/Select'
import { Part } from './Part'

const STAGES = ['Lead in', 'Qualified', 'Proposal', 'Won'].map((label, index) => ({
  value: label,
  label,
  icon: <Dot color={`oklch(0.65 0.13 ${index * 60 + 150})`} />,
}))
const TEXTS = {
  placeholder: 'Choose…',
  search: 'Search…',
  nothing: 'Nothing found',
  clear: 'Clear',
}

/** Buttons and fields. */
export function Controls() {
  const [stage, setStage] = useState<string | undefined>('Qualified')
  const [on, setOn] = useState(true)
  const [company, setCompany] = useState<string | null>(null)
  const [amount, setAmount] = useState<string | null>('12500.50')
  const [date, setDate] = useState<string | null>('2026-11-21')
  return (
    <>
      <Part title="Buttons">
        <Button variant="primary">
          <Plus /> New deal
        </Button>
        <Button>Secondary</Button>
        <Button variant="ghost">Ghost</Button>
        <Button variant="danger">
          <Trash2 /> Delete
        </Button>
        <Button variant="primary" pending>
          Saving
        </Button>
        <Button disabled>Disabled</Button>
        <Button size="sm">Small</Button>
        <IconButton label="Add" keys="c" icon={<Plus />} />
        <IconButton size="sm" label="Add" icon={<Plus />} />
      </Part>
      <Part title="Fields">
        <div className="grid w-full gap-4 sm:grid-cols-2 lg:grid-cols-3">
          <Labelled label="Name" required hint="As on the invoice.">
            {(ties) => <Input {...ties} placeholder="Acme" />}
          </Labelled>
          <Labelled label="E-mail" error="Not an e-mail address.">
            {(ties) => <Input {...ties} defaultValue="ana@" />}
          </Labelled>
          <Labelled label="Stage">
            {(ties) => <Select {...ties} value={stage} onChange={setStage} options={STAGES} />}
          </Labelled>
          <Labelled label="Company">
            {(ties) => (
              <Combobox
                {...ties}
                value={company}
                onChange={setCompany}
                options={['Acme', 'Harbour Lines', 'Kestrel Optics'].map((label) => ({
                  value: label,
                  label,
                }))}
                create={{ label: (query) => `Create “${query}”`, run: setCompany }}
                clearable
                texts={TEXTS}
              />
            )}
          </Labelled>
          <Labelled label="Amount">
            {(ties) => <MoneyInput {...ties} value={amount} onCommit={setAmount} currency="EUR" />}
          </Labelled>
          <Labelled label="Expected close">
            {(ties) => <DateInput {...ties} value={date} onChange={setDate} />}
          </Labelled>
          <Labelled label="Note">
            {(ties) => <Textarea {...ties} placeholder="Grows with its text" />}
          </Labelled>
          <label className="flex items-center gap-2 self-center">
            <Checkbox defaultChecked /> Only mine
          </label>
          <label className="flex items-center gap-2 self-center">
            <Switch checked={on} onCheckedChange={setOn} /> Simulated teammates
          </label>
        </div>
      </Part>
    </>
  )
}
