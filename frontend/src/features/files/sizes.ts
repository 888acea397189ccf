/** What one file may weigh, in bytes; the server's own limit. */
export const FILE_LIMIT = 10 * 1024 * 1024

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** 1,536 → "1.5 kB", in the reader's language. */
export function formatSize(bytes: number, locale?: string): string {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: bytes / 1000 ** power < 10 ? 1 : 0,
  }).format(bytes / 1000 ** power)
}

export type FileKind = 'image' | 'sheet' | 'text' | 'archive' | 'media' | 'other'

/** What sort of thing a file is, by its media type, for its icon. */
export function kindOf(contentType: string): FileKind {
  if (contentType.startsWith('image/')) return 'image'
  if (/^(audio|video)\//.test(contentType)) return 'media'
  if (/spreadsheet|excel|csv/.test(contentType)) return 'sheet'
  if (/zip|compressed|tar|gzip|7z/.test(contentType)) return 'archive'
  if (/^text\/|pdf|word|document|presentation|json|xml/.test(contentType)) return 'text'
  return 'other'
}
