import './components/ui/theme.css'
import './locales'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { followAppearance } from '@/app/appearance'
import { followBuild } from '@/app/newBuild'
import { router } from '@/app/router'
import { holdBuild } from '@/app/shellOnDevice'
import { Toaster } from '@/components/ui/Toaster'
import { Tips } from '@/components/ui/Tooltip'
import { followSession, startSession } from '@/sync'

followAppearance()
followBuild()
holdBuild()
followSession()
void startSession()

function App() {
  const { t } = useTranslation()
  return (
    <>
      <RouterProvider router={router} />
      <Tips />
      <Toaster label={t('shell.notifications')} />
    </>
  )
}

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
