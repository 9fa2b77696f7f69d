/** There is no such page. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'
  constructor() {
    super('There is no page at this address.')
  }
}
