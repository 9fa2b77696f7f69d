import {
  CloudOff,
  FileQuestionMark,
  FileX,
  Hourglass,
  KeyRound,
  RefreshCw,
  ShieldX,
  TriangleAlert,
  Wifi,
} from 'lucide-react'
import { Link, useLocation } from 'react-router-dom'
import { useAuth } from '../../auth/react'
import { buttonClass } from '../../ui/button'
import { Message } from '../../ui/message'
import { problemOf } from './problem'
import { ReloadPage } from './reload-page'
import { Retry, RetryPage } from './retry-page'
import { useIsDeferred } from './use-is-deferred'

interface ProblemMessageProps {
  readonly error: unknown
  /** When it came, in wall-clock ms. */
  readonly at?: number
  /** Another try is under way. */
  readonly isRetried?: boolean
}

/** One page a problem: what happened, that the session is kept, and what to do next. */
export function ProblemMessage({ error, at = 0, isRetried = false }: ProblemMessageProps) {
  const problem = problemOf(error)
  // The bar below says that the server is away, and has the button.
  if (useIsDeferred() && (problem === 'unreachable' || problem === 'server')) {
    return (
      <Message icon={<CloudOff />} title="This page has to wait">
        <p>Its data comes by itself once the server answers.</p>
        <Retry problem={problem} error={error} at={at} isRetried={isRetried} />
      </Message>
    )
  }
  switch (problem) {
    case 'forbidden':
      return (
        <Message icon={<ShieldX />} title="You don’t have permission to see this page">
          <p>It is not open to your role. You are still signed in; ask an administrator if you need it.</p>
          <HomeOrRetry isRetried={isRetried} />
        </Message>
      )
    case 'not-found':
      return (
        <Message icon={<FileQuestionMark />} title="There is no page at this address">
          <p>It may have been moved, or the link that led here has a mistake in it.</p>
          <HomeLink />
        </Message>
      )
    case 'missing':
      return (
        <Message icon={<FileX />} title="The server doesn’t have this data">
          <p>It may have been removed, or isn’t there yet. You are still signed in, and other pages may work.</p>
          <RetryOrHome isRetried={isRetried} />
        </Message>
      )
    case 'not-accepted':
      return (
        <Message icon={<KeyRound />} title="The server refuses the data of this page">
          <p>It does not accept your sign-in for it. You are still signed in, and other pages may work.</p>
          <RetryOrHome isRetried={isRetried} />
        </Message>
      )
    case 'unreachable':
      return (
        <Message icon={<CloudOff />} title="The server can’t be reached">
          <p>Check your connection. You have not been signed out; this page goes on once the server answers.</p>
          <Retry problem={problem} error={error} at={at} isRetried={isRetried} />
        </Message>
      )
    case 'busy':
      return (
        <Message icon={<Hourglass />} title="Too many requests">
          <p>
            The server has been asked too much in a short time, and wants a rest. You have not been signed out; this
            page goes on by itself.
          </p>
          <Retry problem={problem} error={error} at={at} isRetried={isRetried} />
        </Message>
      )
    case 'server':
      return (
        <Message icon={<CloudOff />} title="The server has a problem">
          <p>It could not answer just now. You have not been signed out, and nothing is lost. Try again in a moment.</p>
          <Retry problem={problem} error={error} at={at} isRetried={isRetried} />
        </Message>
      )
    case 'malformed':
      return (
        <Message icon={<Wifi />} title="Something other than the server answered">
          <p>
            Or the server sent what this page can’t read. On a public Wi-Fi, open its own page first. You have not been
            signed out, and nothing is lost.
          </p>
          <Retry problem={problem} error={error} at={at} isRetried={isRetried} />
        </Message>
      )
    case 'outdated':
      return (
        <Message icon={<RefreshCw />} title="This page couldn’t be loaded">
          <p>
            A new version may have come out since you opened it, or the connection broke. <StillSignedIn />
            Reloading helps in both cases.
          </p>
          <ReloadPage />
        </Message>
      )
    case 'session-over':
      // The sign-in page, or the next person's page, takes this one's place as soon as the engine has told the router.
      return (
        <Message icon={<RefreshCw />} title="Your session is no longer valid here">
          <p>Reload the page to go on. You will be asked to sign in if need be.</p>
          <ReloadPage />
        </Message>
      )
    case 'unknown':
      return (
        <Message icon={<TriangleAlert />} title="Something went wrong">
          <p>
            That is a fault of this page, not yours. You have not been signed out. Try again, or go to another page.
          </p>
          <RetryOrHome isRetried={isRetried} />
        </Message>
      )
  }
}

/** Where a visitor's page fails as well as a signed-in person's. */
function StillSignedIn() {
  return useAuth(({ status }) => status === 'signed-in') && 'You are still signed in. '
}

function RetryOrHome({ isRetried }: { isRetried: boolean }) {
  return (
    <div className="flex flex-wrap gap-3">
      <RetryPage isRetried={isRetried} />
      {!useIsHome() && <HomeLink />}
    </div>
  )
}

function HomeOrRetry({ isRetried }: { isRetried: boolean }) {
  return useIsHome() ? <RetryPage isRetried={isRetried} /> : <HomeLink />
}

/** Where a link to the start page leads nowhere. */
function useIsHome(): boolean {
  return useLocation().pathname === '/'
}

function HomeLink() {
  return (
    <Link to="/" className={buttonClass()}>
      Go to the start page
    </Link>
  )
}
