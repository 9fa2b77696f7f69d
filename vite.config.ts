import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'
import { apiProxy } from './scripts/api-proxy.ts'
import { contentSecurityPolicy } from './scripts/policy.ts'
import { withoutMock } from './scripts/without-mock.ts'
import { ConfigError, readConfig } from './src/config.ts'

// What `npm run dev:api -- --no-client` listens on.
const PREVIEW_TARGET = 'http://127.0.0.1:4000'

export default defineConfig(({ command, mode, isPreview = false }) => {
  const env = loadEnv(mode, import.meta.dirname, ['VITE_', 'API_TARGET'])
  const config = readConfig(env)
  const target = env['API_TARGET'] ?? ''
  const isDemo = mode === 'demo'
  const isDev = command === 'serve' && !isPreview

  // The mock and a proxy answer below a path of their own on this origin. null: there is none.
  const apiPath = /^\/./.test(config.apiUrl) ? config.apiUrl : null
  const needsPath = isDemo ? 'in the demo' : isDev && target ? 'with API_TARGET, which has no effect otherwise' : null
  if (apiPath === null && needsPath !== null) {
    throw new ConfigError([`VITE_API_URL is "${config.apiUrl}". Allowed ${needsPath}: a path such as /api.`])
  }
  const hasMock = apiPath !== null && (isDemo || (isDev && !target && env['VITE_MOCK'] !== 'off'))
  const proxyTo = (to: string) => (to && apiPath !== null ? apiProxy(apiPath, to) : {})

  return {
    plugins: [react(), tailwindcss(), !hasMock && withoutMock()],
    define: { __MOCK__: JSON.stringify(hasMock), __CONFIG__: JSON.stringify(config) },
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
