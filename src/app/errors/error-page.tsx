import { useRouteError } from 'react-router-dom'
import { ProblemMessage } from './problem-message'

/** What a route shows in place of its page, within the layout. */
export function ErrorPage() {
  return <ProblemMessage error={useRouteError()} />
}
