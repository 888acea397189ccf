import i18next from 'i18next'
import { create } from 'zustand'
import { toast } from '@/components/ui/Toaster'
import { build, refreshShell } from './shellOnDevice'

/** Whether there is a newer build than this page's. */
export const useNewBuild = create<{ found: boolean }>(() => ({ found: false }))
// This page has just come from the server.
let lookedAt = Date.now()

/**
 * A deploy takes away the pieces of code an open page has not asked for yet: bring the new build.
 *
 * The page is loaded again by itself, once, since what was written is in IndexedDB and goes out
 * afterwards; but words in a field are nowhere yet, so with those it asks. (A screen that is missing
 * is the router's: it loads the page again at the screen's address.)
 */
export function followBuild(): void {
  addEventListener('vite:preloadError', () => void renew())
}

async function renew(): Promise<void> {
  if (!(await isOutdated())) return // the network is away: it is asked for again when wanted
  reloadSafely()
}

/** Load the page again; if something is written in a field, ask first. */
export function reloadSafely(): void {
  if (!hasWords()) return location.reload()
  toast.info(i18next.t('outdated.title'), {
    id: 'outdated',
    description: i18next.t('outdated.text'),
    action: { label: i18next.t('error.reload'), run: () => location.reload() },
  })
}

/** Look whether there is a newer build, unless we did within so many ms; have it fetched, and say so. */
export async function lookForBuild(within: number): Promise<void> {
  if (document.hidden || useNewBuild.getState().found || Date.now() - lookedAt < within) return
  lookedAt = Date.now()
  if (!(await isOutdated())) return
  useNewBuild.setState({ found: true })
  await refreshShell()
}

/** Whether the server's page starts with other code than this one: never twice, so no loop. */
async function isOutdated(): Promise<boolean> {
  try {
    const page = await fetch('/', { cache: 'no-store' })
    return page.ok && !!build && !(await page.text()).includes(build)
  } catch {
    return false
  }
}

function hasWords(): boolean {
  const typing = document.activeElement as HTMLElement | null
  if (typing?.isContentEditable) return true
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    'textarea, input:is([type=text], [type=email], [type=url], [type=password], :not([type]))',
  )
  return [...fields].some((field) => field.value.trim() !== '')
}
