// What a page weighs that has the app's libraries and nothing of the app. Used once each, so that none is dropped.
import axios from 'axios'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter, RouterProvider } from 'react-router-dom'
import { createStore, useStore } from 'zustand'

const http = axios.create({ baseURL: '/api' })
const store = createStore<{ name: string }>(() => ({ name: '' }))

function Home() {
  return useStore(store, ({ name }) => name)
}

const router = createBrowserRouter([
  {
    path: '/',
    loader: async ({ request }) => {
      const answer = await http.get<{ name: string }>('/users/me', { signal: request.signal })
      store.setState(answer.data)
      return null
    },
    Component: Home,
  },
])

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <RouterProvider router={router} />
  </StrictMode>,
)
