import { ImportScreen } from '@/features/import'

/** Imports, and where what they brought in is shown. */
export function Import() {
  return <ImportScreen hrefOf={(type) => `/${type}`} />
}
