import { Button } from '../../ui/button'
import { Message } from '../../ui/message'
import { useReloadOnline } from './use-reload-online'

/** For when not even the layout could be loaded, or it broke. In the entry chunk, and small: it needs nothing more. */
export function LastResort() {
  useReloadOnline()
  return (
    <main className="mx-auto grid min-h-dvh max-w-md items-center px-4">
      <Message title="This page couldn’t be loaded">
        <p>
          The connection may have broken, or a new version may have come out. You have not been signed out; reloading
          helps in both cases.
        </p>
        <Button look="primary" onClick={() => window.location.reload()}>
          Reload the page
        </Button>
      </Message>
    </main>
  )
}
