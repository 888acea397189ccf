import { createRootRoute, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { Broken, Missing } from './Broken'
import { AuthDoor } from './AuthDoor'
import { GatedShell } from './GatedShell'

const root = createRootRoute({ notFoundComponent: Missing, errorComponent: Broken })

const door = createRoute({
  getParentRoute: () => root,
  id: 'door',
  component: AuthDoor,
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    // A path of our own only: `//elsewhere.example` would lead away.
    typeof search['next'] === 'string' && /^\/(?!\/)/.test(search['next'])
      ? { next: search['next'] }
      : {},
})
const signIn = createRoute({
  getParentRoute: () => door,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('@/features/auth'), 'SignIn'),
})
const register = createRoute({
  getParentRoute: () => door,
  path: '/register',
  component: lazyRouteComponent(() => import('@/features/auth'), 'Register'),
})

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: GatedShell })
const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/pipelines', replace: true })
  },
})

// A feature's screens join here, each loaded when first visited:
//   createRoute({ getParentRoute: () => shell, path: '/contacts',
//     component: lazyRouteComponent(() => import('@/features/contacts'), 'ContactList') })
const screens = [
  createRoute({
    getParentRoute: () => shell,
    path: '/pipelines',
    component: lazyRouteComponent(() => import('./Unbuilt'), 'Unbuilt'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/pipelines/$pipelineId',
    component: lazyRouteComponent(() => import('./Unbuilt'), 'Unbuilt'),
  }),
]

const gallery = createRoute({
  getParentRoute: () => root,
  path: '/gallery',
  component: lazyRouteComponent(() => import('./gallery/Gallery'), 'Gallery'),
})

export const routeTree = root.addChildren([
  door.addChildren([signIn, register]),
  shell.addChildren([home, ...screens]),
  ...(import.meta.env.DEV ? [gallery] : []),
])
