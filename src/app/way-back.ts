import * as v from 'valibot'

const WayBack = v.object({ returnTo: v.string() })

/** What the sign-in page hands to a page that is read in between, in the history's state: where its person was going. */
export type WayBack = v.InferOutput<typeof WayBack>

export function wayBack(state: unknown): string | null {
  return v.is(WayBack, state) ? state.returnTo : null
}
