import { useParams, useSearch } from '@tanstack/react-router'
import { readFilters, type BoardFilters } from '@/features/board'

export interface Place {
  pipelineId?: string
  dealId?: string
}

/** Which pipeline or deal the address names. */
export function usePlace(): Place {
  const params: unknown = useParams({ strict: false })
  return params as Place
}

/** What the board is narrowed to, by the address. */
export function useBoardSearch(): BoardFilters {
  // Always the same object for the same address: the board is read by it.
  return useSearch({ strict: false, select: readFilters, structuralSharing: true })
}
