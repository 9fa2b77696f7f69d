import type { Step } from './flows'

const WIDTH = 300
const PAGE = 34
const API = WIDTH - 20
const TOP = 48
const STEP = 96

/** Who says what to whom, from top to bottom. For the eye alone: the list beside it says the same, and more. */
export function FlowDiagram({ steps }: { steps: readonly Step[] }) {
  const height = TOP + steps.length * STEP
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} aria-hidden="true" className="flow-diagram w-full">
      <Lane x={PAGE} name="This page" height={height} />
      <Lane x={API} name="API" height={height} />
      {steps.map((step, index) => (
        <StepDrawing key={step.title} step={step} number={index + 1} y={TOP + index * STEP} />
      ))}
    </svg>
  )
}

function Lane({ x, name, height }: { x: number; name: string; height: number }) {
  return (
    <>
      <text x={x} y={16} textAnchor="middle" className="lane-name">
        {name}
      </text>
      <line x1={x} x2={x} y1={28} y2={height} className="lane" />
    </>
  )
}

function StepDrawing({ step, number, y }: { step: Step; number: number; y: number }) {
  return (
    <g transform={`translate(0 ${y})`}>
      <circle cx={PAGE} cy={18} r={13} className="step-badge" />
      <text x={PAGE} y={22.5} textAnchor="middle" className="step-number">
        {number}
      </text>
      <text x={PAGE + 24} y={23} className="step-title">
        {step.title}
      </text>
      <Arrow from={PAGE + 4} to={API - 4} y={50} label={step.sends} />
      <Arrow from={API - 4} to={PAGE + 4} y={74} label={step.gets} answer />
    </g>
  )
}

function Arrow({
  from,
  to,
  y,
  label,
  answer = false,
}: {
  from: number
  to: number
  y: number
  label: string
  answer?: boolean
}) {
  const back = Math.sign(from - to) * 7
  return (
    <g className={answer ? 'arrow answer' : 'arrow'}>
      <line x1={from} x2={to} y1={y} y2={y} />
      <path d={`M ${to + back} ${y - 4} L ${to} ${y} L ${to + back} ${y + 4}`} />
      <text x={(PAGE + API) / 2} y={y - 6} textAnchor="middle">
        {label}
      </text>
    </g>
  )
}
