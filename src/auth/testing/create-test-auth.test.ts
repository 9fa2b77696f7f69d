import { describe, expect, it } from 'vitest'
import { createFakeClock, createTestAuth, FAKE_PASSWORD } from '.'

describe('createTestAuth', () => {
  it('signs in at once, without a call', () => {
    const { auth, api } = createTestAuth({ signedInAs: 'grace' })
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', user: { username: 'grace', role: 'user' } })
    expect(api.log).toHaveLength(0)
    auth.dispose()
  })

  it('answers as the test wants, and keeps a log', async () => {
    const { auth, api } = createTestAuth({ signedInAs: 'ada' })
    api.reply('GET', '/things', { data: ['thing'] })
    expect((await auth.http.get('/things')).data).toEqual(['thing'])
    expect(api.log).toMatchObject([{ method: 'GET', path: '/things', tokenOwner: 'ada', status: 200 }])
    auth.dispose()
  })

  it('takes people as they are: roles and fields of another contract', async () => {
    const clock = createFakeClock()
    const eve = {
      id: '7',
      username: 'eve',
      firstName: 'Eve',
      lastName: 'Doe',
      role: 'editor',
      team: 'x',
      password: 'p',
    }
    const { auth } = createTestAuth({ clock, users: [eve], accessTokenTtl: 60 })
    await auth.signIn({ username: 'eve', password: 'p' })
    await clock.advance(60_000)
    const { password: _, ...user } = eve
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', user, deferred: null })
    expect(JSON.stringify(auth.store.getState())).not.toContain('password')
    auth.dispose()
  })

  it('signs in by form, renews what has ended, and signs out', async () => {
    const clock = createFakeClock()
    const { auth, api } = createTestAuth({ clock, accessTokenTtl: 60 })
    const restored = auth.restore()
    await clock.advance(100)
    expect((await restored).status).toBe('signed-out')
    await auth.signIn({ username: 'ada', password: 'secret' })
    clock.sleep(3_600_000)
    const answer = auth.http.get<{ firstName: string }>('/users/me')
    await clock.advance(100)
    expect((await answer).data.firstName).toBe('Ada')
    expect(api.counts('POST', '/auth/refresh')).toBe(1)
    await auth.signOut()
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out' })
    expect(api.liveSessions()).toBe(0)
    auth.dispose()
    expect(clock.pending()).toBe(0)
  })

  it('shares its browser with another tab that is opened in it', async () => {
    const clock = createFakeClock()
    const one = createTestAuth({ clock, signedInAs: 'ada' })
    const { auth } = createTestAuth({ clock, sharedWith: one })
    const restored = auth.restore()
    await clock.advance(100)
    expect(await restored).toMatchObject({ status: 'signed-in', user: { username: 'ada' } })
    expect(one.api.log).toHaveLength(0)
    await one.auth.signOut()
    await clock.settle()
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out-elsewhere' })
  })

  it.each(['/v1', '/', 'https://api.example.com', 'https://api.example.com/v1/'])(
    'has the API where the app looks for it: %s',
    async (baseURL) => {
      const { auth, api } = createTestAuth({ baseURL })
      api.reply('GET', '/things', { data: ['thing'] })
      await auth.signIn({ username: 'ada', password: FAKE_PASSWORD })
      api.expireAccessTokens()
      expect((await auth.http.get('/things')).data).toEqual(['thing'])
      await auth.signOut()
      expect(api.log.map(({ path }) => path)).toEqual([
        '/auth/login',
        '/things',
        '/auth/refresh',
        '/things',
        '/auth/logout',
      ])
      auth.dispose()
    },
  )

  it('names who can sign in when it is asked for somebody else', () => {
    expect(() => createTestAuth({ signedInAs: 'mallory' })).toThrow('mallory')
  })
})
