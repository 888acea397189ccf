/** How dates are written, as the server reads them. */
export const DATE_FORMATS = [
  'YYYY-MM-DD',
  'MM/DD/YYYY',
  'DD/MM/YYYY',
  'DD.MM.YYYY',
  'YYYY/MM/DD',
  'DD-MM-YYYY',
  'MM-DD-YYYY',
  'YYYYMMDD',
  'MM/DD/YY',
  'DD/MM/YY',
  'DD.MM.YY',
  'DD MMM YYYY',
  'MMM DD, YYYY',
  'DD-MMM-YYYY',
] as const

/** How numbers are written. */
export const NUMBER_FORMATS = [
  '1234.56',
  '1,234.56',
  '1.234,56',
  '1234,56',
  '1 234,56',
  "1'234.56",
] as const
