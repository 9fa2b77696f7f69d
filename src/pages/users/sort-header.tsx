import { ChevronDown, ChevronUp } from 'lucide-react'

interface SortHeaderProps {
  readonly title: string
  readonly order: 'ascending' | 'descending' | 'none'
  readonly onSort: () => void
}

export function SortHeader({ title, order, onSort }: SortHeaderProps) {
  const Icon = order === 'descending' ? ChevronDown : ChevronUp
  return (
    <th scope="col" aria-sort={order} className="px-0.5 py-1.5 font-medium sm:px-3">
      <button type="button" onClick={onSort} className="flex min-h-9 items-center gap-1 rounded-md px-2 hover:bg-hover">
        {title}
        <Icon aria-hidden="true" className={`size-4 text-muted ${order === 'none' ? 'opacity-0' : ''}`} />
      </button>
    </th>
  )
}
