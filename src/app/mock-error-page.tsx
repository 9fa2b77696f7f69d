/** For who tries the demo: why there is nothing to try. Stands alone, since without an API nothing else can. */
export function MockErrorPage() {
  return (
    <main className="mx-auto max-w-2xl px-4 py-16">
      <h1 className="text-title font-semibold">The demo can’t start in this browser window</h1>
      <p role="alert" className="mt-6">
        Its server runs within the page, as a service worker, and the browser allows none here: they may be blocked by a
        setting or a private window, or the address is neither <code>https:</code> nor <code>localhost</code>.
      </p>
      <p className="mt-6 text-muted">
        Allow service workers for this address and reload, or open it in another window. The browser’s console says
        more.
      </p>
    </main>
  )
}
