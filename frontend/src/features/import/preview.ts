import { uploadForm } from '@/sync'

/** As `POST /imports/preview` answers. */
export interface Guess {
  field: string
  format: string | null
  /** From 0 to 1. */
  confidence: number
  create: boolean | NewField
}

export interface NewField {
  label: string
  kind: string
}

export interface ColumnPreview {
  name: string
  samples: string[]
  empty: number
  distinct: number
  guess: Guess | null
  alternatives: Guess[]
  /** Spellings that are probably one thing; the one to keep comes first. */
  similar: string[][]
}

/** Where a column goes; as `POST /imports` takes it. */
export interface Target {
  field: string
  format?: string
  create?: boolean | NewField
}

/** Column → target; null leaves it out. */
export type Mapping = Record<string, Target | null>

export interface ImportOptions {
  encoding?: string
  delimiter?: string
  currency?: string
  duplicates?: 'create' | 'skip' | 'update'
  match?: string
  owner_id?: string
  pipeline_id?: string
  stage_defaults?: Record<string, { kind?: string }>
  template?: Record<string, string>
  aliases?: Record<string, Record<string, string>>
  dry_run?: boolean
}

export interface Preview {
  file_name: string
  encoding: string
  delimiter: string
  columns: ColumnPreview[]
  rows: string[][]
  mapping: Mapping
  options: ImportOptions
  problems: string[]
}

export type ImportType = 'companies' | 'contacts' | 'deals'

const LOOKED_AT = 4 * 1024 * 1024 // bytes: the server judges a file by its first 5,000 rows

/** What is in a file, and a proposal where it goes. Only the beginning of a large one is sent. */
export async function previewFile(file: File, type: ImportType): Promise<Preview> {
  const form = new FormData()
  form.append('type', type)
  form.append('file', await beginning(file), file.name)
  return uploadForm<Preview>('/imports/preview', form)
}

/** The whole of a small file, else whole lines of its first megabytes. */
export async function beginning(file: File, limit = LOOKED_AT): Promise<Blob> {
  if (file.size <= limit) return file
  const bytes = new Uint8Array(await file.slice(0, limit).arrayBuffer())
  const end = bytes.lastIndexOf(10)
  return file.slice(0, end > 0 ? end + 1 : limit)
}
