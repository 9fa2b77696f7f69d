/// <reference types="vite/client" />

/** True in a build with the mock API inside; set by vite.config.ts. Where it is false, what it guards is dropped. */
declare const __MOCK__: boolean
