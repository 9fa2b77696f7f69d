import { createContext } from 'react'

/** How many sessions this page has seen the end of: 0 for what it began with. */
export const GenerationContext = createContext(0)
