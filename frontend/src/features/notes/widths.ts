/** How wide an image stands in the text, as a share of it. */
export const WIDTHS = { small: 33, medium: 66, wide: 100 } as const
