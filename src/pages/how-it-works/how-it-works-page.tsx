import { useApp } from '../../app/app-context'
import { PageHeading } from '../../ui/page-heading'
import { FlowCard } from './flow-card'
import { flows, questions } from './flows'

export function HowItWorksPage() {
  const { flow: inUse } = useApp()
  return (
    <div className="grid gap-10">
      <div className="grid max-w-2xl gap-3">
        <PageHeading>How this works</PageHeading>
        <p className="text-muted">
          There are two usual ways to stay signed in with JSON Web Tokens. This client speaks both; the API decides
          which it offers.
        </p>
      </div>
      {/* The parts of both stand in the same rows, so that like is read beside like. */}
      <div className="grid gap-x-6 gap-y-6 md:grid-cols-2 md:grid-rows-[repeat(5,auto)]">
        {flows.map((flow) => (
          <FlowCard key={flow.id} flow={flow} isInUse={flow.id === inUse} />
        ))}
      </div>
      <dl className="grid max-w-2xl gap-7">
        {questions.map(({ question, answer }) => (
          <div key={question} className="grid gap-2">
            <dt className="font-semibold tracking-tight">{question}</dt>
            <dd className="text-muted">{answer}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
