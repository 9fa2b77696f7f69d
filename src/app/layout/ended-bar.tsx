import { X } from 'lucide-react'
import { useState } from 'react'
import type { EndReason } from '../../auth'
import { passFocus } from '../../ui/pass-focus'
import { EndIcon } from '../end-icon'
import { endText } from '../end-text'
import { SignInLink } from './sign-in-link'

const SHOWN = {
  role: 'complementary',
  'aria-label': 'Session',
  'data-bar': '',
  className: 'floating flex max-w-2xl flex-wrap items-center gap-x-4 gap-y-2 rounded-xl px-4 py-3 text-sm',
} as const

/**
 * Says that the session ended while one reads a page that is open to all, which stays as it is. Floats above it; its live
 * region is there beforehand, so that it is read out.
 */
export function EndedBar({ reason }: { reason: EndReason | null }) {
  const [isRead, setIsRead] = useState(false)
  if (isRead && !reason) setIsRead(false)
  const text = reason && !isRead && endText[reason]
  return (
    <div {...(text && SHOWN)}>
      <p role="status" className="flex gap-2.5">
        {text && (
          <>
            <EndIcon reason={reason} />
            <span>{text}</span>
          </>
        )}
      </p>
      {text && (
        <div ref={passFocus} className="ml-auto flex items-center gap-2">
          <SignInLink>Sign in again</SignInLink>
          <button type="button" aria-label="Dismiss" className="icon-button" onClick={() => setIsRead(true)}>
            <X aria-hidden="true" className="size-4" />
          </button>
        </div>
      )}
    </div>
  )
}
