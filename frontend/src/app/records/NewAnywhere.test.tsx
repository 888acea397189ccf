// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '@/locales'
import { FakeScreen, listOf } from '@/sync/live.fake'
import NewAnywhere from './NewAnywhere'

const name = { key: 'name', label: 'Name', kind: 'text', required: true, writable: true }
const stage = { key: 'stage_id', label: 'Stage', kind: 'link', ref: 'stages', writable: true }
const meta = { types: { deals: { entity: 'deal', label: 'Deal', fields: [name, stage] } } }
const stages = [
  { id: 's1', version: 1, pipeline_id: 'p1', name: 'Lead' },
  { id: 's2', version: 1, pipeline_id: 'p2', name: 'Applicant' },
]

let answerStages: (stages: Response) => void
let screen: FakeScreen
beforeEach(() => {
  const slow = new Promise<Response>((answer) => (answerStages = answer))
  screen = new FakeScreen(({ pathname }) => {
    if (pathname.endsWith('/meta')) return Response.json({ data: meta })
    if (pathname.endsWith('/pipelines')) return listOf({ id: 'p1', version: 1, name: 'Sales' })
    if (pathname.endsWith('/stages')) return slow
    return undefined
  })
})
afterEach(() => screen.close())

/** What is typed while the pipelines are read stays, and the first stage comes into the field left empty. */
test('a suggestion that comes late takes nothing away', async () => {
  screen.show(<NewAnywhere type="deals" onClose={() => undefined} onCreated={() => undefined} />)
  await vi.waitFor(() => screen.find('form input'))
  screen.type('form input', 'Acme')
  answerStages(listOf(...stages))
  await vi.waitFor(() => expect(screen.find('form').textContent).toContain('Lead'))
  expect(screen.find<HTMLInputElement>('form input').value).toBe('Acme')
})
