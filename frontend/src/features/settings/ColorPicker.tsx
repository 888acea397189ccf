import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Popover, PopoverClose, PopoverContent, PopoverTrigger } from '@/components/ui/Popover'
import { COLORS, colorOf } from '@/components/records/colors'

interface ColorPickerProps {
  value: string
  label: string
  disabled?: boolean
  onChange: (color: string) => void
}

/** One of the ten colours. */
export function ColorPicker({ value, label, disabled, onChange }: ColorPickerProps) {
  const { t } = useTranslation()
  return (
    <Popover>
      <PopoverTrigger asChild>
        <button
          type="button"
          aria-label={label}
          disabled={disabled}
          className="inline-flex size-7 shrink-0 items-center justify-center rounded-md enabled:hover:bg-hover"
        >
          <span
            className="size-3.5 rounded-full bg-faint"
            style={{ backgroundColor: colorOf(value) }}
          />
        </button>
      </PopoverTrigger>
      <PopoverContent aria-label={label} className="grid w-auto grid-cols-5 gap-1 p-1.5">
        {COLORS.map((color) => (
          <PopoverClose asChild key={color}>
            <button
              type="button"
              aria-label={t(`settings.color.${color as 'blue'}`)}
              aria-pressed={color === value}
              onClick={() => onChange(color)}
              className="inline-flex size-8 items-center justify-center rounded-md hover:bg-hover"
            >
              <span
                className="inline-flex size-5 items-center justify-center rounded-full text-[white]"
                style={{ backgroundColor: colorOf(color) }}
              >
                {color === value && <Check aria-hidden className="size-3.5" strokeWidth={3} />}
              </span>
            </button>
          </PopoverClose>
        ))}
      </PopoverContent>
    </Popover>
  )
}
