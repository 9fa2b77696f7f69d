/** The person is signed in and may not see this page. */
export class ForbiddenError extends Error {
  override readonly name = 'ForbiddenError'
  constructor(options?: ErrorOptions) {
    super('You don’t have permission to see this page.', options)
  }
}
