import { PageBar } from '@/components/PageBar'

/** Stands where a feature's screen joins. */
export function Unbuilt() {
  return <PageBar title="Pipeline" />
}
