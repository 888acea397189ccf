import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin, Rollup } from 'vite'

const NAME = 'pieces.js'
// The worker's own files are the browser's to keep.
const WORKER = ['sw.js', 'push.js', 'shell.js']
// Fonts of alphabets are asked for when a letter of them is shown; kept are those of our own texts.
const RARE = /inter-(?!latin)/

const written = (build: string, pieces: readonly string[]) =>
  `self.SHELL = ${JSON.stringify({ build, pieces })}\n`

/**
 * Writes `pieces.js` for the service worker: what the app consists of, which is what it needs without a
 * network, and the build's name: the script that `index.html` starts with. None while developing.
 */
export function pieces(): Plugin {
  return {
    name: 'salespulse-pieces',
    configureServer({ middlewares }) {
      middlewares.use(`/${NAME}`, (_, answer) => {
        answer.setHeader('Content-Type', 'text/javascript').end(written('development', []))
      })
    },
    generateBundle(_, bundle) {
      const start = Object.values(bundle).find(
        (file): file is Rollup.OutputChunk => file.type === 'chunk' && file.name === 'index',
      )
      if (!start) throw new Error('There is no piece called index.')
      const own = readdirSync(fileURLToPath(new URL('./public', import.meta.url)))
      const source = written(`/${start.fileName}`, [
        ...own.filter((file) => !WORKER.includes(file)).map((file) => `/${file}`),
        ...[...neededBy(start, bundle)]
          .filter((file) => !RARE.test(file))
          .map((file) => `/${file}`),
      ])
      this.emitFile({ type: 'asset', fileName: NAME, source })
    },
  }
}

/** A piece, and everything it may ask for. */
function neededBy(
  { fileName }: Rollup.OutputChunk,
  bundle: Rollup.OutputBundle,
  found = new Set<string>(),
): Set<string> {
  const file = bundle[fileName]
  if (found.has(fileName) || file?.type !== 'chunk') return found
  found.add(fileName)
  for (const other of [
    ...(file.viteMetadata?.importedCss ?? []),
    ...(file.viteMetadata?.importedAssets ?? []),
  ])
    found.add(other)
  for (const other of [...file.imports, ...file.dynamicImports]) {
    const chunk = bundle[other]
    if (chunk?.type === 'chunk') neededBy(chunk, bundle, found)
  }
  return found
}
