import { basePath, slotAddress } from '@/sync'
import type { Account, Demo } from './demo'

/**
 * Whose window a slot is: each account of the demo has the slot of its place in the list, so that a
 * window's address alone says whom it lets in, and the same teammate keeps the same window.
 */
export function accountOf(demo: Demo, slot: string): Account | undefined {
  return demo.accounts[Number(slot)] ?? demo.accounts[0]
}

/** The others of this organisation, the usual partner first. */
export function teammatesOf(demo: Demo, email: string): Account[] {
  const mine = demo.accounts.find((account) => account.email === email)
  const rank = ({ role }: Account) => (role === mine?.role ? 0 : 1)
  return demo.accounts
    .filter((account) => account.tenant === 'demo' && account.email !== email)
    .sort((a, b) => rank(a) - rank(b))
}

const opened = new Map<string, Window>()

/** A second window beside this one, at the same place, signed in as a teammate. */
export function openTeammate(demo: Demo, account: Account): void {
  const theirs = String(demo.accounts.indexOf(account))
  const open = opened.get(theirs)
  if (open && !open.closed) return open.focus()
  const { pathname, search } = window.location
  const width = Math.max(420, Math.floor(screen.availWidth / 2))
  const fresh = window.open(
    slotAddress(theirs, pathname.slice(basePath.length) + search),
    `sp-teammate-${theirs}`,
    `popup,width=${width},height=${screen.availHeight},left=${screen.availWidth - width},top=0`,
  )
  if (fresh) opened.set(theirs, fresh)
}
