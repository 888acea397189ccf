import { lazyRouteComponent, type AsyncRouteComponent } from '@tanstack/react-router'

/**
 * A screen whose code is loaded when it is first visited (or its link is hovered).
 *
 * The result's type says nothing of the component: the router's type is made from the tree's, and a
 * screen that asks the router for its params would otherwise depend on itself, making them `any`.
 */
export function screen<M>(
  load: () => Promise<M>,
  name: keyof M & string,
): AsyncRouteComponent<object> {
  return lazyRouteComponent(load as () => Promise<Record<string, () => null>>, name)
}
