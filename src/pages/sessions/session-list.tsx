import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Button } from '../../ui/button'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import type { Session } from './load-sessions'
import { sessionNames } from './session-names'
import { SessionRow } from './session-row'
import { useRevoke } from './use-revoke'

type Question = { readonly about: 'one'; readonly id: string; readonly name: string } | { readonly about: 'others' }

export function SessionList({ sessions }: { sessions: readonly Session[] }) {
  const { ended, revoke, isUnderWay } = useRevoke()
  const [question, setQuestion] = useState<Question | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const live = sessions.filter(({ id }) => !ended.has(id))
  const names = sessionNames(live)
  const others = live.filter(({ current }) => !current)

  function answerYes(asked: Question) {
    // The dialog has to be gone first: until then nothing else can have the focus.
    flushSync(() => setQuestion(null))
    // The button that was pressed is gone with its row: the list is where to go on.
    list.current?.focus({ preventScroll: true })
    void revoke(asked.about === 'one' ? one(asked) : all(others))
  }

  return (
    <div className="grid gap-4">
      {/* As high with the one as with the other: the list is not moved by what one presses above it. */}
      <div className="flex min-h-10 items-center">
        {others.length === 0 ? (
          <p className="text-sm text-muted">
            {isUnderWay ? 'Waiting for the server…' : 'You are signed in on this device only.'}
          </p>
        ) : (
          <Button onClick={() => setQuestion({ about: 'others' })}>Sign out everywhere else</Button>
        )}
      </div>
      <ul
        ref={list}
        tabIndex={-1}
        aria-label="Your sessions"
        className="@container divide-y divide-line rounded-2xl border border-line bg-surface outline-none"
      >
        {live.map((session) => {
          const { id } = session
          const name = names.get(id) ?? ''
          return (
            <SessionRow
              key={id}
              session={session}
              name={name}
              onRevoke={() => setQuestion({ about: 'one', id, name })}
            />
          )
        })}
      </ul>
      {question && (
        <Ask
          question={question}
          count={others.length}
          onNo={() => setQuestion(null)}
          onYes={() => answerYes(question)}
        />
      )}
    </div>
  )
}

interface AskProps {
  readonly question: Question
  readonly count: number
  readonly onYes: () => void
  readonly onNo: () => void
}

function Ask({ question, count, onYes, onNo }: AskProps) {
  if (question.about === 'one') {
    return (
      <ConfirmDialog title={`End the session of ${question.name}?`} yes="End session" onYes={onYes} onNo={onNo}>
        It is signed out the next time it needs the server, within minutes at most. This can’t be undone; signing in
        there again is always possible.
      </ConfirmDialog>
    )
  }
  return (
    <ConfirmDialog title="Sign out everywhere else?" yes="Sign out the others" onYes={onYes} onNo={onNo}>
      {count === 1 ? 'One other session is ended.' : `${count} other sessions are ended.`} Each is signed out the next
      time it needs the server, within minutes at most. This can’t be undone; you stay signed in on this device.
    </ConfirmDialog>
  )
}

function one({ id, name }: { id: string; name: string }) {
  return {
    path: `/sessions/${encodeURIComponent(id)}`,
    ids: [id],
    what: `The session of ${name}`,
    done: `Ended the session of ${name}.`,
  }
}

function all(others: readonly Session[]) {
  return {
    path: '/sessions',
    ids: others.map(({ id }) => id),
    what: 'The other sessions',
    done: 'Signed out everywhere else.',
  }
}
