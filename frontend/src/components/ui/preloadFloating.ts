import { OptionList } from './Combobox'
import { MenuPanel } from './Menu'
import { PopoverPanel } from './Popover'
import { TooltipBubble } from './Tooltip'

/** Fetch the code of everything that floats. */
export function preloadFloating(): void {
  for (const part of [PopoverPanel, MenuPanel, TooltipBubble, OptionList]) part.preload()
}
