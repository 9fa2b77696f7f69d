import { createStore } from 'zustand/vanilla'

export interface Toast {
  readonly id: number
  readonly text: string
}

/** Short messages about what just happened. Nothing that must not be missed: they go away by themselves. */
export const toastStore = createStore<readonly Toast[]>(() => [])

let lastId = 0

export function showToast(text: string): void {
  const toast = { id: ++lastId, text }
  toastStore.setState((toasts) => [...toasts, toast], true)
}

export function dismissToast(id: number): void {
  toastStore.setState((toasts) => toasts.filter((toast) => toast.id !== id), true)
}

export function clearToasts(): void {
  toastStore.setState([], true)
}
