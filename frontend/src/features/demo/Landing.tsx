import { useEffect, useState, type ReactNode } from 'react'
import { session, signIn, slot } from '@/sync'
import { readDemo } from './demo'
import { accountOf } from './teammates'

// Whoever was in and signs out wants the door, not to be let in again.
let known = false
session.subscribe(({ me }) => {
  known ||= me !== null
})
let landing: Promise<void> | null = null

async function land(): Promise<void> {
  const demo = await readDemo()
  const account = demo && accountOf(demo, slot)
  if (account) await signIn(account.email, demo.password, account.tenant)
}

/** In a demo, lets a newcomer in with no form: as Ana, or as whom this window's slot is for. */
export function Landing({ meanwhile, otherwise }: { meanwhile: ReactNode; otherwise: ReactNode }) {
  const [arriving, setArriving] = useState(() => !known && landing === null)
  useEffect(() => {
    if (!arriving) return
    landing ??= land()
    const done = () => setArriving(false)
    landing.then(done, done)
  }, [arriving])
  return arriving ? meanwhile : otherwise
}
