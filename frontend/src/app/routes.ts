import { createRootRoute, createRoute, redirect } from '@tanstack/react-router'
import { readFilters } from '@/features/board/filters'
import { Broken, Missing } from './Broken'
import { AuthDoor } from './AuthDoor'
import { GatedShell } from './GatedShell'
import { screen } from './screen'

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
  component: screen(() => import('@/features/auth'), 'SignIn'),
})
const register = createRoute({
  getParentRoute: () => door,
  path: '/register',
  component: screen(() => import('@/features/auth'), 'Register'),
})

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: GatedShell })
const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  // Its return type would make the tree's type depend on itself, and every hook's result `any`.
  beforeLoad: (): void => void redirect({ to: '/pipelines', replace: true, throw: true }),
})

// A feature's screens join here, each loaded when first visited:
//   createRoute({ getParentRoute: () => shell, path: '/contacts',
//     component: screen(() => import('@/features/contacts'), 'ContactList') })
// One board stays on the screen while one opens and closes its deals.
const pipeline = createRoute({
  getParentRoute: () => shell,
  id: 'pipeline',
  validateSearch: readFilters,
  component: screen(() => import('./pipeline/PipelineLayout'), 'PipelineLayout'),
})
const deal = screen(() => import('./pipeline/DealSheet'), 'DealSheet')
// A list's filters, order and search are in its address; the screen knows which it understands.
const anySearch = (search: Record<string, unknown>): Record<string, unknown> => search
const records = [
  createRoute({
    getParentRoute: () => shell,
    path: '/companies',
    validateSearch: anySearch,
    component: screen(() => import('./records/Companies'), 'CompanyList'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/companies/$recordId',
    component: screen(() => import('./records/Companies'), 'CompanyPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/contacts',
    validateSearch: anySearch,
    component: screen(() => import('./records/Contacts'), 'ContactList'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/contacts/$recordId',
    component: screen(() => import('./records/Contacts'), 'ContactPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/deals',
    validateSearch: anySearch,
    component: screen(() => import('./records/Deals'), 'DealList'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/import',
    validateSearch: anySearch,
    component: screen(() => import('./records/Import'), 'Import'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/inbox',
    validateSearch: anySearch,
    component: screen(() => import('./inbox/InboxScreen'), 'InboxScreen'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/reviews',
    validateSearch: anySearch,
    component: screen(() => import('./reviews/Reviews'), 'Reviews'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/reviews/$reviewId',
    component: screen(() => import('./reviews/Reviews'), 'ReviewSummary'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/settings',
    component: screen(() => import('./settings/Settings'), 'Settings'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/settings/$section',
    validateSearch: anySearch,
    component: screen(() => import('./settings/Settings'), 'Settings'),
  }),
] as const

// Named, not written in place: inside addChildren their types would widen to `any`, and with them
// what useParams and useSearch give everywhere.
const firstBoard = createRoute({ getParentRoute: () => pipeline, path: '/pipelines' })
const board = createRoute({ getParentRoute: () => pipeline, path: '/pipelines/$pipelineId' })
const dealOnBoard = createRoute({
  getParentRoute: () => pipeline,
  path: '/deals/$dealId',
  component: deal,
})

const screens = [...records, pipeline.addChildren([firstBoard, board, dealOnBoard])] as const

const gallery = createRoute({
  getParentRoute: () => root,
  path: '/gallery',
  // In a production build the import is gone with the condition.
  component: import.meta.env.DEV ? screen(() => import('./gallery/Gallery'), 'Gallery') : Missing,
})

// From a letter: whoever reads it may not be signed in.
const unsubscribe = createRoute({
  getParentRoute: () => root,
  path: '/unsubscribe',
  component: screen(() => import('@/features/notifications/Unsubscribe'), 'Unsubscribe'),
})

export const routeTree = root.addChildren([
  door.addChildren([signIn, register]),
  shell.addChildren([home, ...screens]),
  unsubscribe,
  gallery,
])
