import { ThemeSwitch } from './theme-switch'

export function Footer() {
  return (
    <footer className="border-t border-line">
      <div className="mx-auto flex max-w-4xl justify-end px-4 py-4 sm:px-6">
        <ThemeSwitch />
      </div>
    </footer>
  )
}
