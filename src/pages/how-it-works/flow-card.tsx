import { Minus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Flow } from './flows'
import { FlowDiagram } from './flow-diagram'

interface FlowCardProps {
  readonly flow: Flow
  readonly isInUse: boolean
}

export function FlowCard({ flow, isInUse }: FlowCardProps) {
  return (
    <section
      aria-labelledby={flow.id}
      className="grid content-start items-start gap-6 md:row-span-5 md:grid-rows-subgrid rounded-2xl border border-line bg-surface p-5 sm:p-6"
    >
      <div className="grid gap-2">
        <h2 id={flow.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold tracking-tight">
          {flow.name}
          {isInUse && <span className="badge">In use here</span>}
        </h2>
        <p className="text-muted">{flow.summary}</p>
      </div>
      <FlowDiagram steps={flow.steps} />
      <ol className="grid list-decimal gap-3 pl-5 text-sm marker:font-medium marker:text-accent-text">
        {flow.steps.map(({ title, text }) => (
          <li key={title} className="pl-1">
            <strong className="font-medium">{title}.</strong> <span className="text-muted">{text}</span>
          </li>
        ))}
      </ol>
      <Points title="What it buys" icon={<Plus className="text-success" />} points={flow.buys} />
      <Points title="What it costs" icon={<Minus className="text-danger-text" />} points={flow.costs} />
    </section>
  )
}

function Points({ title, icon, points }: { title: string; icon: ReactNode; points: readonly string[] }) {
  return (
    <div className="grid gap-2 text-sm">
      <h3 className="font-medium">{title}</h3>
      <ul className="grid gap-2">
        {points.map((point) => (
          <li key={point} className="flex gap-2.5">
            <span aria-hidden="true" className="mt-0.5 shrink-0 [&_svg]:size-4">
              {icon}
            </span>
            <span className="text-muted">{point}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
