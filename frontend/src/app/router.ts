import { createRouter } from '@tanstack/react-router'
import { basePath } from '@/sync'
import { Broken, Missing } from './Broken'
import { routeTree } from './routes'

export const router = createRouter({
  routeTree,
  basepath: basePath || '/',
  defaultPreload: 'intent',
  defaultPreloadDelay: 40,
  defaultPendingMs: 150,
  scrollRestoration: true,
  // What an address points at comes after its screen, and shows itself (features/comments/pointed.ts).
  defaultHashScrollIntoView: false,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Missing,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
