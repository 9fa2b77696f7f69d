import type { Locator } from '@playwright/test'

/** Resolves once what fades in there has done so; what goes on for ever, as a shimmer does, is not waited for. */
export async function fadedIn(place: Locator): Promise<void> {
  await place.evaluate(async (element) => {
    const ends = ({ effect }: Animation) => effect?.getComputedTiming().endTime !== Infinity
    const animations = element.getAnimations({ subtree: true }).filter(ends)
    await Promise.all(animations.map(({ finished }) => finished))
  })
}
