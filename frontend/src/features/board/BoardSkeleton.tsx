import { Skeleton } from '@/components/ui/States'

/** The board's shape, while it is read. */
export function BoardSkeleton() {
  return (
    <div aria-hidden className="flex min-h-0 grow gap-2 overflow-hidden px-4 pb-3">
      {[5, 4, 3, 4, 2].map((cards, column) => (
        <div
          key={column}
          className="flex min-w-[232px] flex-1 flex-col gap-1.5 rounded-lg bg-sunken p-2"
        >
          <Skeleton className="mx-1 my-2 h-3.5 w-24" />
          {Array.from({ length: cards }, (_, index) => (
            <Skeleton key={index} className="h-[86px] rounded-md" />
          ))}
        </div>
      ))}
    </div>
  )
}
