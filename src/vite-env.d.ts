/// <reference types="vite/client" />
import type { Config } from './config'

// Constants that vite.config.ts sets.
declare global {
  /** True in a build with the mock API inside. Where it is false, what it guards is dropped. */
  const __MOCK__: boolean

  /** The settings. The page carries what came out of reading them, and not the checks. */
  const __CONFIG__: Config
}
