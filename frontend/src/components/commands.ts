import { useEffect } from 'react'
import { create } from 'zustand'
import type { ReactNode } from 'react'

/** Something one can do, from the palette (⌘K) or by keys. */
export interface Command {
  id: string
  label: string
  /** Heading in the palette and among the shortcuts. */
  group: string
  /** tinykeys syntax: "g p", "$mod+k", "?"; not while typing, unless with a modifier. */
  keys?: string
  /** false: where something is being typed, even a key with $mod is the text's (⌘Z). */
  typing?: false
  icon?: ReactNode
  /** Other words it is found by. */
  words?: readonly string[]
  /** false: by keys alone, not in the palette. */
  listed?: boolean
  run: () => void
}

interface CommandStore {
  lists: readonly (readonly Command[])[]
}

export const commandStore = create<CommandStore>(() => ({ lists: [] }))

/** Offer commands while the component is mounted. Memoise the array. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    commandStore.setState(({ lists }) => ({ lists: [...lists, commands] }))
    return () =>
      commandStore.setState(({ lists }) => ({ lists: lists.filter((one) => one !== commands) }))
  }, [commands])
}
