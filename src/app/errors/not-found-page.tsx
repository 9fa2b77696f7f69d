import { NotFoundError } from './not-found-error'
import { ProblemMessage } from './problem-message'

const error = new NotFoundError()

export function NotFoundPage() {
  return <ProblemMessage error={error} />
}
