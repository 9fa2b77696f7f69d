import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'
import { apiProxy } from './scripts/api-proxy.ts'
import { contentSecurityPolicy } from './scripts/policy.ts'
import { withoutMock } from './scripts/without-mock.ts'

// What `npm run dev:api -- --no-client` listens on.
const PREVIEW_TARGET = 'http://127.0.0.1:4000'

export default defineConfig(({ command, mode, isPreview = false }) => {
  const env = loadEnv(mode, import.meta.dirname, ['VITE_', 'API_TARGET'])
  const target = env['API_TARGET'] ?? ''
  const isDemo = mode === 'demo'
  const isDev = command === 'serve' && !isPreview
  const hasMock = isDemo || (isDev && !target && env['VITE_MOCK'] !== 'off')

  const apiPath = env['VITE_API_URL'] || '/api'
  const proxyTo = (to: string) => (to && apiPath.startsWith('/') ? apiProxy(apiPath, to) : {})

  return {
    plugins: [react(), tailwindcss(), !hasMock && withoutMock()],
    define: { __MOCK__: JSON.stringify(hasMock) },
    build: {
      outDir: isDemo ? 'dist-demo' : 'dist',
      modulePreload: { polyfill: false },
      // One chunk for all that the first paint needs: cut into the pieces that pages share, it takes eight requests more
      // and 4 kB, since each is compressed on its own.
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'entry', tags: ['$initial'] }] } } },
    },
    server: { proxy: proxyTo(target) },
    preview: isDemo
      ? {}
      : {
          headers: { 'Content-Security-Policy': contentSecurityPolicy },
          proxy: proxyTo(target || PREVIEW_TARGET),
        },
  }
})
