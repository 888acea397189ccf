/**
 * Written by `make types` from the application's OpenAPI document. Do not edit.
 */
export interface paths {
  [path: string]: never
}
