import { useState } from 'react'
import { Button } from '@/components/ui/Button'
import { useAppearance, useDark } from '../appearance'
import { Controls } from './Controls'
import { Floating } from './Floating'
import { People } from './People'
import { TableSample } from './TableSample'
import { Words } from './Words'

/** Every primitive on one page, in development only: what a screen can be made of, in both themes. */
export function Gallery() {
  const { density, setTheme, setDensity } = useAppearance()
  const dark = useDark()
  const [tall, setTall] = useState(false)
  return (
    <div className="h-dvh overflow-auto">
      <main className="mx-auto flex max-w-5xl flex-col gap-8 p-6">
        <header className="flex flex-wrap items-center gap-2">
          <h1 className="grow text-xl font-semibold">Gallery</h1>
          <Button onClick={() => setTheme(dark ? 'light' : 'dark')}>Theme</Button>
          <Button onClick={() => setDensity(density === 'compact' ? 'comfortable' : 'compact')}>
            Density
          </Button>
          <Button onClick={() => setTall(!tall)}>Rows</Button>
        </header>
        <Controls />
        <People />
        <Floating />
        <Words />
        <TableSample count={tall ? 100_000 : 40} />
      </main>
    </div>
  )
}
