import { demoPassword } from '../../mocks/accounts'

/** The same person on other devices. */
export async function signInElsewhere(baseURL: string, ...userAgents: string[]): Promise<void> {
  for (const userAgent of userAgents) {
    await fetch(`${baseURL}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': userAgent },
      body: JSON.stringify({ username: 'ada', password: demoPassword }),
    })
  }
}
