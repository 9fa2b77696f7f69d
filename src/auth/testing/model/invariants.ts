import { userOf } from '../scenes'
import type { Story } from './commands'
import type { World } from './world'

const MINUTE = 60_000

/** What must hold after every command. Each names itself in what it throws. */
export function checkAlways({ server, workers, pages, shown, hasResurrected }: World, story: Story): void {
  if (server.peak('/auth/refresh') > 1) throw new Error('single flight: two refreshes were in flight at once')

  const refreshes = server.log.filter(({ path }) => path === '/auth/refresh')
  if (refreshes.some(({ usedRefreshToken }) => usedRefreshToken)) {
    throw new Error('no reuse: a refresh token that had been used was sent')
  }

  for (const { path, query, tokenOwner } of server.log) {
    if (path !== '/work' || tokenOwner === null) continue
    const worker = workers.get(new URLSearchParams(query).get('id') ?? '')
    if (worker === 'signed-out' || (worker !== 'restoring' && worker !== tokenOwner)) {
      throw new Error(`identity: the work of ${String(worker)} went out with the token of ${tokenOwner}`)
    }
  }

  refreshes.forEach(({ time }, n) => {
    const before = refreshes[n - 60]
    if (before !== undefined && time - before.time < MINUTE) throw new Error('no storm: over 60 refreshes in a minute')
  })

  if (story.flow === 'access-token') {
    const call = server.log.find(({ path }) => path.startsWith('/auth/') && path !== '/auth/login')
    if (call !== undefined) throw new Error(`no calls: ${call.path} was asked for in the access-token flow`)
    return
  }

  if (shown.length > 0) throw new Error(`identity: ${shown.join(', ')}`)
  if (hasResurrected()) throw new Error('no resurrection: a refresh brought back a session that was over')

  if (story.isPeaceful) {
    const ended = pages().find(({ auth }) => auth.store.getState().status === 'signed-out')
    if (ended !== undefined) throw new Error('never drops: signed out, and nobody had asked for it')
  }
}

/** What must hold once all is well again. */
export function checkInTheEnd({ server, asked, pages, hasLost }: World, story: Story): void {
  const open = pages()
  const unsettled = asked.filter(({ page, isSettled }) => open.includes(page) && !isSettled)
  if (unsettled.length > 0) throw new Error(`settles: no answer to ${unsettled.map(({ what }) => what).join(', ')}`)

  // Their tokens are their own, and so is what becomes of them.
  if (story.flow === 'access-token') return
  const states = open.map(({ auth }) => userOf(auth))
  if (new Set(states).size > 1) throw new Error(`agreement: the tabs say ${states.join(', ')}`)
  if (states.includes('restoring')) throw new Error('recovery: still restoring')

  if (hasLost()) return
  const live = server.liveSessions()
  const expected = states[0] === 'signed-out' ? 0 : 1
  if (live > expected) throw new Error(`sign-out wins: ${live} sessions live on, and the tabs say ${String(states[0])}`)
}
