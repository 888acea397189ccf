import { createContext, use } from 'react'
import { createStore, useStore, type StoreApi } from 'zustand'
import type { CardFacts } from '@/sync'
import type { Slot } from './drag'

/** A slot, and what its column showed when the card came over it: that keeps still until it leaves. */
export interface Target extends Slot {
  shown: readonly CardFacts[]
}

/** A card in our hand. */
export interface Lift {
  id: string
  by: 'pointer' | 'keyboard'
  /** The slot it would land in; null over nothing. */
  over: Target | null
}

/** Somebody who looks at a card, or carries it. */
export interface Visitor {
  id: string
  name: string
  carries: boolean
}

export interface BoardUi {
  /** The card the keys act on. */
  selected: string | null
  /** The card under the pointer that was pressed last: it may be lifted. */
  pressed: { id: string; element: HTMLElement } | null
  lift: Lift | null
  /** The card to take the focus as soon as it is drawn. */
  focus: string | null
  /** The column whose quick add is open. */
  adding: string | null
  /** The last thing done with the keyboard, for screen readers. */
  said: string
  visitors: ReadonlyMap<string, readonly Visitor[]>
}

export type BoardStore = StoreApi<BoardUi>

/** What happens on one board screen, apart from its records: selection, dragging, who looks at what. */
export function createBoardStore(): BoardStore {
  return createStore<BoardUi>(() => ({
    selected: null,
    pressed: null,
    focus: null,
    lift: null,
    adding: null,
    said: '',
    visitors: new Map(),
  }))
}

export const BoardStoreContext = createContext<BoardStore | null>(null)

/** The store of the board around. */
export function useBoardStore(): BoardStore {
  const store = use(BoardStoreContext)
  if (!store) throw new Error('useBoardStore outside a board')
  return store
}

/** Part of it; only a change of that part draws again. */
export function useBoardUi<T>(select: (ui: BoardUi) => T): T {
  return useStore(useBoardStore(), select)
}
