import './components/ui/theme.css'
import './locales'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { followAppearance } from '@/app/appearance'
import { router } from '@/app/router'
import { Toaster } from '@/components/ui/Toaster'
import { TooltipProvider } from '@/components/ui/Tooltip'
import { followSession, startSession } from '@/sync'

followAppearance()
followSession()
void startSession()

function App() {
  const { t } = useTranslation()
  return (
    <TooltipProvider delayDuration={350} skipDelayDuration={200}>
      <RouterProvider router={router} />
      <Toaster label={t('shell.notifications')} />
    </TooltipProvider>
  )
}

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
