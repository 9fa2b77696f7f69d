/** What every page stands in, or is replaced by: one chunk, fetched beside the page's own. */
export { ErrorPage } from '../errors/error-page'
export { NotFoundPage } from '../errors/not-found-page'
export { Unreachable } from '../unreachable'
export { greet } from './greet'
export { Layout } from './layout'
