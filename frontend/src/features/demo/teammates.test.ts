import { describe, expect, it } from 'vitest'
import type { Account, Demo } from './demo'
import { accountOf, teammatesOf } from './teammates'

const account = (name: string, role: string, tenant = 'demo'): Account => ({
  email: `${name}@${tenant}.test`,
  full_name: name,
  role,
  tenant,
})
const demo: Demo = {
  accounts: [
    account('ana', 'rep'),
    account('admin', 'admin'),
    account('ben', 'rep'),
    account('admin', 'admin', 'rival'),
  ],
  password: 'salespulse-demo',
  simulate: false,
}

describe('teammates', () => {
  it('lets the first account in at the plain address, and each slot has its own', () => {
    expect(accountOf(demo, '0')?.email).toBe('ana@demo.test')
    expect(accountOf(demo, '2')?.email).toBe('ben@demo.test')
  })

  it('lets the first account in at a slot nobody has', () => {
    expect(accountOf(demo, '42')?.email).toBe('ana@demo.test')
  })

  it('offers everybody of the organisation but me, who does the same work first', () => {
    const emails = teammatesOf(demo, 'ana@demo.test').map(({ email }) => email)
    expect(emails).toEqual(['ben@demo.test', 'admin@demo.test'])
  })
})
