/** Where each type's records are shown. */
export const companyHref = (id: string) => `/companies/${id}`
export const contactHref = (id: string) => `/contacts/${id}`
export const dealHref = (id: string) => `/deals/${id}`
