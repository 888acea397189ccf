import { describe, expect, it } from 'vitest'
import { errorOf } from './errors'

const refusal = (details: unknown) =>
  Response.json(
    { error: 'validation_error', message: 'Some of what was sent is not valid.', details },
    { status: 400 },
  )

describe('a refusal', () => {
  it('says what was wrong with the fields it names, once each', async () => {
    const fields = { email: 'Not an e-mail address.', 'custom.mail': ['Not an e-mail address.'] }
    const error = await errorOf(refusal({ fields }))
    expect(error.message).toBe('Not an e-mail address.')
    expect(error.fields).toEqual({
      email: 'Not an e-mail address.',
      'custom.mail': 'Not an e-mail address.',
    })
  })

  it('that names no field keeps the server’s sentence', async () => {
    expect((await errorOf(refusal(null))).message).toBe('Some of what was sent is not valid.')
  })
})
