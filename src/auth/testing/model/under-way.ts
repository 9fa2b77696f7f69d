import type { FakeServer } from '../fake-server'

/** The server, and how many refreshes and logouts are under way, their answers included. */
export function countUnderWay(server: FakeServer) {
  let underWay = 0
  const counting: FakeServer = {
    ...server,
    async send(request) {
      if (!/\/auth\/(refresh|logout)$/.test(request.url.pathname)) return server.send(request)
      underWay += 1
      const answer = await server.send(request)
      underWay -= 1
      return answer
    },
  }
  return { counting, underWay: () => underWay }
}
