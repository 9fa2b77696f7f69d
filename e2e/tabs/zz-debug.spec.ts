import { expect, test as base } from './support/test'
const test = base.extend<object, object>({
  launchOptions: [({ launchOptions }, use) => use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }), { scope: 'worker' }],
})
test('bf', async ({ tabs, server, context, console: c }) => {
  c.allowStatus(401)
  const [person] = await tabs.openSignedIn(1, '/users?q=grace')
  const page = person!.page
  await page.evaluate(() => { (window as any).mark = 1 })
  await page.goto('/favicon.svg')
  await context.addInitScript(() => Reflect.deleteProperty(window, 'BroadcastChannel'))
    const [silent] = await tabs.open(1)
    await silent!.signOut()
    await silent!.signIn('alan')
  console.log(await silent!.page.evaluate(() => JSON.stringify(localStorage)))
  await page.evaluate(() => { history.back() })
  for (let i = 0; i < 3; i++) {
  await new Promise(r => setTimeout(r, 1000))
  console.log(page.url(), await page.evaluate(() => [(window as any).mark, document.body.innerText, JSON.stringify(localStorage), document.cookie]))
  }
  console.log(server.log.map((e) => `${e.method} ${e.path} ${e.status} ${e.code} ${e.tokenSub}`))
})
test('off', async ({ tabs, server, context, console: c }) => {
  c.allowFailedRequests()
  const people = await tabs.openSignedIn(2)
  await context.setOffline(true)
  await people[0]!.signOutButton.click()
  await new Promise(r => setTimeout(r, 1000))
  console.log(await people[1]!.page.evaluate(() => document.body.innerText))
  await context.setOffline(false)
  await new Promise(r => setTimeout(r, 1000))
  console.log(await people[1]!.page.evaluate(() => document.body.innerText))
})
