import { Outlet, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useSession } from '@/sync'
import { Splash } from './Gate'
import { Onward } from './leave'

/** The screens before the door; whoever is signed in goes where they wanted. */
export function AuthDoor(): ReactNode {
  const me = useSession((state) => state.me)
  const starting = useSession((state) => state.status === 'starting')
  const { next } = useSearch({ from: '/door' })
  if (me) return <Onward next={next} />
  return starting ? <Splash /> : <Outlet />
}
