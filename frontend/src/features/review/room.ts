import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'

interface Room {
  /** The review this window is in. */
  id: string | null
}

/** Which review this window is in; a reload comes back into it. */
export const useRoom = create<Room>()(
  persist((): Room => ({ id: null }), {
    name: 'sp-review',
    storage: createJSONStorage(() => sessionStorage),
  }),
)

export const enterRoom = (id: string) => useRoom.setState({ id })
export const leaveRoom = () => useRoom.setState({ id: null })
