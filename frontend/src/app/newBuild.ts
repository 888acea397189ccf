import i18next from 'i18next'
import { toast } from '@/components/ui/Toaster'

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
  if (!hasWords()) return location.reload()
  toast.info(i18next.t('outdated.title'), {
    id: 'outdated',
    description: i18next.t('outdated.text'),
    action: { label: i18next.t('error.reload'), run: () => location.reload() },
  })
}

/** Whether the server's page starts with other code than this one: never twice, so no loop. */
async function isOutdated(): Promise<boolean> {
  const ours = document.querySelector('script[type=module][src]')?.getAttribute('src')
  try {
    const page = await fetch('/', { cache: 'no-store' })
    return page.ok && !!ours && !(await page.text()).includes(ours)
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
