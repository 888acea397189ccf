import { ApiError } from '@/api/errors'
import { send } from '@/api/http'
import { factsOf, type BoardState, type CardPage, type StageColumn } from './board'
import { queryOf, type ListParams } from './filters'
import type { ListState } from './list'
import type { Records } from './records'
import type { Row } from './types'

interface Page {
  data: Row[]
  pagination: { next_cursor: string | null; total: number; total_is_min?: boolean }
}

interface BoardAnswer {
  data: {
    pipeline: Row
    stages: (Omit<StageColumn, 'cards' | 'nextCursor'> & {
      next_cursor: string | null
      cards: Row[]
    })[]
  }
}

/** Reads lists, boards and records over REST: their rows into `Records`, the rest as it stood when read. */
export class Reading {
  constructor(
    private readonly records: Records,
    /** Notes the log position of an answer; gives the one to go by. */
    private readonly seen: (seq: number | null) => number,
  ) {}

  /** The first page of a list, or what is read so far with the next one. */
  async page(
    type: string,
    params: ListParams,
    soFar: ListState | null,
    signal?: AbortSignal,
  ): Promise<ListState> {
    const { body, seq: read } = await send<Page>('GET', `/${type}`, {
      query: { ...queryOf(params), ...(soFar?.nextCursor ? { cursor: soFar.nextCursor } : {}) },
      ...(signal ? { signal } : {}),
    })
    const seq = this.seen(read)
    this.records.take(type, body.data, seq)
    return {
      ids: unique([...(soFar?.ids ?? []), ...body.data.map((row) => row.id)]),
      total: body.pagination.total,
      totalIsMin: body.pagination.total_is_min ?? false,
      nextCursor: body.pagination.next_cursor,
      seq: soFar?.seq ?? seq,
      totalSeq: seq,
    }
  }

  /** A pipeline's board, each stage with its first cards. */
  async board(pipelineId: string, params: ListParams, signal?: AbortSignal): Promise<BoardState> {
    const answer = await send<BoardAnswer>('GET', `/pipelines/${pipelineId}/board`, {
      query: queryOf(params),
      ...(signal ? { signal } : {}),
    })
    const seq = this.seen(answer.seq)
    const { pipeline, stages } = answer.body.data
    this.records.batch(() => {
      this.records.take('pipelines', [pipeline], seq)
      for (const stage of stages) this.records.take('deals', stage.cards, seq)
    })
    return {
      pipeline,
      params,
      seq,
      stages: stages.map(({ cards, next_cursor, ...stage }) => ({
        ...stage,
        nextCursor: next_cursor,
        cards: cards.flatMap((card) => factsOf(card, { pipeline, params }) ?? []),
      })),
    }
  }

  /** The cards of one stage that follow those with the cursor. */
  async cards(
    board: BoardState,
    stageId: string,
    cursor: string,
    signal?: AbortSignal,
  ): Promise<CardPage> {
    const { body, seq: read } = await send<Page>('GET', '/deals', {
      query: { ...queryOf(board.params), 'filter[stage_id]': stageId, sort: 'position', cursor },
      ...(signal ? { signal } : {}),
    })
    const seq = this.seen(read)
    this.records.take('deals', body.data, seq)
    return {
      seq,
      nextCursor: body.pagination.next_cursor,
      cards: body.data.flatMap((row) => {
        const facts = factsOf(row, board)
        return facts ? { ...facts, readAt: seq } : []
      }),
    }
  }

  /** One record; null if it is not there (or not for us). */
  async record(type: string, id: string, signal?: AbortSignal): Promise<true | null> {
    try {
      const answer = await send<{ data: Row }>('GET', `/${type}/${id}`, signal ? { signal } : {})
      this.records.take(type, [answer.body.data], this.seen(answer.seq))
      return true
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null
      throw error
    }
  }
}

/** Each id once, where it stands first. */
export function unique(ids: string[]): string[] {
  return [...new Set(ids)]
}
