declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  /** Draws the viewer into an element; see the options of swagger-ui. */
  export default function SwaggerUI(options: Record<string, unknown>): unknown
}
