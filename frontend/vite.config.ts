/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { pieces } from './pieces.ts'

// The API that `npm run dev` talks to; SALESPULSE_API points it at another port.
const api = process.env['SALESPULSE_API'] ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [react(), tailwindcss(), pieces()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: {
      // The server compares Origin with Host: keep the browser's Host so that both stay the same.
      '/api': { target: api, changeOrigin: false },
      '/socket.io': { target: api, changeOrigin: false, ws: true },
    },
  },
  build: {
    target: 'es2023',
    sourcemap: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 600,
    // Two pages: the app, and the viewer of the API's description.
    rolldownOptions: {
      input: { index: 'index.html', docs: 'docs.html' },
      output: {
        codeSplitting: {
          // What every screen starts with comes in one piece, not in twenty.
          groups: [{ name: 'start', tags: ['$initial'], test: /^(?!.*(swagger|docs\.))/ }],
        },
      },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
})
