import { difference, sumOf, type Worth } from './changes'
import { worthText } from './TotalsTable'
import type { StageWorth } from './useTotals'

export interface SummaryTexts {
  title: string
  /** "25 min, presented by Ana." */
  about: string
  stage: string
  before: string
  after: string
  all: string
  changes: string
}

/** A change as text: the deal, and what happened to it. */
export interface ToldChange {
  deal: string
  what: readonly string[]
}

/** A review as Markdown: what it was, the totals of each stage, and every change, oldest first. */
export function markdownOf(
  texts: SummaryTexts,
  stages: readonly StageWorth[],
  changes: readonly ToldChange[],
): string {
  const row = (name: string, before: Worth, after: Worth) =>
    `| ${plain(name)} | ${worthText(before)} | ${worthText(after)} | ${signed(difference(before, after))} |`
  const all = [
    sumOf(stages.map(({ before }) => before)),
    sumOf(stages.map(({ after }) => after)),
  ] as const
  return [
    `# ${plain(texts.title)}`,
    '',
    texts.about,
    '',
    `| ${texts.stage} | ${texts.before} | ${texts.after} | ± |`,
    '| --- | ---: | ---: | ---: |',
    ...stages.map(({ name, before, after }) => row(name, before, after)),
    row(texts.all, ...all),
    '',
    `## ${texts.changes}`,
    '',
    ...changes.flatMap(({ deal, what }) =>
      what.map((one) => `- **${plain(deal)}**: ${plain(one)}`),
    ),
    '',
  ].join('\n')
}

function signed(change: Worth): string {
  const sums = Object.values(change.total)
  if (change.count === 0 && sums.length === 0) return '—'
  return worthText(change)
}

/** People's own words, with nothing in them that Markdown takes for itself. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/([\\`*_[\]<>|#])/g, '\\$1')
}
