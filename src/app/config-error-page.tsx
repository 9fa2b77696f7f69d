/** For the developer: which setting is wrong. Stands alone, since without settings nothing else can. */
export function ConfigErrorPage({ problems }: { problems: readonly string[] }) {
  return (
    <main className="mx-auto max-w-2xl px-4 py-16">
      <h1 className="text-title font-semibold">The settings of this build need a change</h1>
      <div role="alert">
        <ul className="mt-6 grid list-disc gap-2 pl-5">
          {problems.map((problem) => (
            <li key={problem} className="wrap-anywhere">
              {problem}
            </li>
          ))}
        </ul>
      </div>
      <p className="mt-6 text-muted">
        They are read from the shell’s variables and from <code>.env</code> files, and described in{' '}
        <code>src/config.ts</code>. Start the dev server again after a change.
      </p>
    </main>
  )
}
