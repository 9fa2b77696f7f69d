/**
 * The pages' code, each in chunks of its own. The loader is a chunk beside the component's, so that the data is on its
 * way while the component still loads. A chunk that is asked for twice is loaded once.
 */
export const pageModules = {
  '/login': { page: () => import('../pages/login/login-page') },
  '/': { page: () => import('../pages/home/home-page'), loader: () => import('../pages/home/load-profile') },
  '/users': { page: () => import('../pages/users/users-page'), loader: () => import('../pages/users/load-users') },
  '/sessions': {
    page: () => import('../pages/sessions/sessions-page'),
    loader: () => import('../pages/sessions/load-sessions'),
  },
  '/how-it-works': { page: () => import('../pages/how-it-works/how-it-works-page') },
} as const

export type PagePath = keyof typeof pageModules

/** Fetches a page's code ahead of the click. Failing is no matter: the click tries again and shows what is wrong. */
export function preload(path: PagePath): void {
  for (const load of Object.values<() => Promise<unknown>>(pageModules[path])) load().catch(() => undefined)
}
