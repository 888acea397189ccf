import { create } from 'zustand'

/** Where a board is scrolled to, the same in every window. */
export interface BoardScroll {
  /** The first stage in sight, and the share of it that is scrolled away. */
  stage: string
  x: number
  /** How many cards of a stage's list are scrolled away; lists at their top are left out. */
  lists: Readonly<Record<string, number>>
}

/** Where the panel of an open record is scrolled to, the same at every height. */
export interface PanelScroll {
  /** Which of its tabs is open. */
  tab: string
  /** What is at its top, the outermost first (a section, what in it), with the share of it that is scrolled away. */
  places: Readonly<Record<string, number>>
}

/** What somebody's window shows, as those who follow them are told. */
export interface Viewpoint {
  /** The address without its search; undefined: nothing to show to others. */
  at?: string | undefined
  /** The address's search: what a list or a board is narrowed to. */
  search?: Readonly<Record<string, string>> | undefined
  /** The card they have selected, or open. */
  deal?: string | undefined
  scroll?: BoardScroll | undefined
  /** Of the deal that is open. */
  panel?: PanelScroll | undefined
}

export interface Leader {
  id: string
  name: string
}

interface Following {
  /** Whom this window follows. */
  leader: Leader | null
  /** Whom it followed until we did something ourselves: the way back. */
  left: Leader | null
  /** What the leader's window shows. */
  theirs: Viewpoint | null
  /** Somebody follows us: what this window shows is told. */
  watched: boolean
  /** The board this window shows, and where it is scrolled to. */
  board: { pipelineId: string; scroll: BoardScroll; deal: string | null } | null
  /** Where in the deal that is open this window is. */
  panel: PanelScroll | null
}

/** Following a person: their view is ours until we do something ourselves. Presenting is being followed. */
export const useFollowing = create<Following>(() => ({
  leader: null,
  left: null,
  theirs: null,
  watched: false,
  board: null,
  panel: null,
}))

/** Go where somebody goes, from now on. */
export function follow({ id, name }: Leader): void {
  const { leader, theirs } = useFollowing.getState()
  useFollowing.setState({
    leader: { id, name },
    left: null,
    theirs: leader?.id === id ? theirs : null,
  })
}

/** Look for ourselves; the way back stays on offer. */
export function detach(): void {
  const { leader } = useFollowing.getState()
  if (leader) useFollowing.setState({ leader: null, left: leader, theirs: null })
}

/** Follow nobody any more. */
export function unfollow(): void {
  useFollowing.setState({ leader: null, left: null, theirs: null })
}

/** Marks what belongs to following itself: using it is no gesture of one's own. */
export const apart = { 'data-apart': '' } as const
