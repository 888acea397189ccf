import { CircleDollarSign, UserRound } from 'lucide-react'
import { useState } from 'react'
import { Avatar, AvatarStack, type Person } from '@/components/ui/Avatar'
import { Badge } from '@/components/ui/Badge'
import { FieldRow } from '@/components/ui/FieldRow'
import { InlineEdit } from '@/components/ui/InlineEdit'
import { TextEditor } from '@/components/ui/TextEditor'
import { Part } from './Part'

const PEOPLE: Person[] = [
  'Ana Ferreira',
  'Ben Okafor',
  'Cara Lindqvist',
  'Dev Malhotra',
  'Eli Nakamura',
  'Fay Ortiz',
].map((name, index) => ({ id: `person-${index * 7}`, name }))
const [ANA, BEN] = PEOPLE as [Person, Person]

/** People, and fields they edit. */
export function People() {
  const [name, setName] = useState('Harbour fleet renewal')
  const [at, setAt] = useState(0)
  return (
    <Part title="People and live fields">
      {PEOPLE.map((person) => (
        <Avatar key={person.id} person={person} size={26} presence="here" />
      ))}
      <AvatarStack people={PEOPLE} max={3} more={(count) => `${count} more`} />
      <Badge>Plain</Badge>
      <Badge tone="accent">New</Badge>
      <Badge tone="ok">Won</Badge>
      <Badge tone="warn">Waiting</Badge>
      <Badge tone="danger">Lost</Badge>
      <Badge tone="outline">vip</Badge>
      <div className="flex w-full max-w-md flex-col gap-1">
        <FieldRow label="Name" icon={<UserRound />}>
          <InlineEdit label="Edit Name" display={name}>
            {({ done, seed }) => (
              <TextEditor
                label="Name"
                initial={seed ?? name}
                onCommit={(text) => {
                  setName(text)
                  done()
                }}
                onCancel={done}
              />
            )}
          </InlineEdit>
        </FieldRow>
        <FieldRow
          label="Amount"
          icon={<CircleDollarSign />}
          editing={{ person: ANA, text: 'Ana is editing…' }}
        >
          <InlineEdit label="Edit Amount" display={<span className="tabular">€48,000</span>}>
            {() => null}
          </InlineEdit>
        </FieldRow>
        <FieldRow label="Close" flash={at ? { person: BEN, at } : undefined}>
          <InlineEdit
            label="Flash"
            display="Ben changes this"
            onEditing={() => setAt((n) => n + 1)}
          >
            {({ done }) => <TextEditor label="x" initial="" onCommit={done} onCancel={done} />}
          </InlineEdit>
        </FieldRow>
      </div>
    </Part>
  )
}
