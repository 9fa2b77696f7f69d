import { createStore } from 'zustand/vanilla'

export interface Toast {
  readonly id: number
  readonly text: string
  /** Which session it is about: it is shown in no other one, however late it comes. */
  readonly session: number
}

/** Short messages about what just happened. Nothing that must not be missed: they go away by themselves. */
export const toastStore = createStore<readonly Toast[]>(() => [])

let lastId = 0

export function showToast(text: string, session: number): void {
  const toast = { id: ++lastId, text, session }
  toastStore.setState((toasts) => [...toasts, toast], true)
}

export function dismissToast(id: number): void {
  toastStore.setState((toasts) => toasts.filter((toast) => toast.id !== id), true)
}

export function forgetOtherSessions(session: number | null): void {
  toastStore.setState((toasts) => toasts.filter((toast) => toast.session === session), true)
}
