import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import { toast } from '@/components/ui/Toaster'

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

/** The toast that invites to a review. */
export const invitationTo = (id: string) => `review-${id}`

export const enterRoom = (id: string) => {
  useRoom.setState({ id })
  toast.dismiss(invitationTo(id))
}
export const leaveRoom = () => useRoom.setState({ id: null })
