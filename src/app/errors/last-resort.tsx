import { Message } from '../../ui/message'
import { ReloadPage } from './reload-page'

/** For when not even the layout could be loaded, or it broke. In the entry chunk, and small: it needs nothing more. */
export function LastResort() {
  return (
    <main className="mx-auto grid min-h-dvh max-w-md items-center px-4">
      <Message title="This page couldn’t be loaded">
        <p>
          The connection may have broken, or a new version may have come out. You have not been signed out; reloading
          helps in both cases.
        </p>
        <ReloadPage />
      </Message>
    </main>
  )
}
