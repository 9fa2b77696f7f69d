import { createStore } from 'zustand/vanilla'

export interface Toast {
  readonly id: number
  readonly text: string
  /** Which session it is about: it is shown in no other one, however late it comes. */
  readonly session: number
  /** By their ids, what could not be done; none where all went well. */
  readonly failed: readonly string[]
}

/** Short messages about what just happened. They go away by themselves, but for those of what has failed. */
export const toastStore = createStore<readonly Toast[]>(() => [])

let lastId = 0

export function showToast(text: string, session: number, failed: readonly string[] = []): void {
  const toast = { id: ++lastId, text, session, failed }
  toastStore.setState((toasts) => [...toasts, toast], true)
}

export function dismissToast(id: number): void {
  toastStore.setState((toasts) => toasts.filter((toast) => toast.id !== id), true)
}

/** It is tried again: that it failed is no news any more. */
export function dismissFailures(ids: readonly string[]): void {
  const isRetried = ({ failed }: Toast) => failed.length > 0 && failed.every((id) => ids.includes(id))
  toastStore.setState((toasts) => toasts.filter((toast) => !isRetried(toast)), true)
}

export function forgetOtherSessions(session: number | null): void {
  toastStore.setState((toasts) => toasts.filter((toast) => toast.session === session), true)
}
