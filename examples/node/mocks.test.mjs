// What a test of your integration may look like in Node, without any dependency.
//
// Start the suite first: mosip-mocks up --detach
// Run it: node --test examples/node/mocks.test.mjs
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, beforeEach, test } from 'node:test'

// A space of its own, so that parallel runs never see each other.
const space = `/_space/node-${randomUUID().slice(0, 12)}`
const mosip = (process.env.MOSIP_MOCK_URL ?? 'http://127.0.0.1:20240') + space
const esignet = (process.env.ESIGNET_MOCK_URL ?? 'http://127.0.0.1:20260') + space

async function control(base, method, path, body) {
  const answer = await fetch(`${base}/_mock/${path}`, { method, body: body && JSON.stringify(body) })
  const content = await answer.json()
  if (!answer.ok) throw new Error(content.message)
  return content
}

beforeEach(async () => {
  await control(mosip, 'POST', 'reset') // either app resets both
})

after(async () => {
  for (const base of [mosip, esignet]) {
    await fetch(`${base.replace(space, '')}/_mock/spaces/${space.split('/').pop()}`, { method: 'DELETE' })
  }
})

test('a person logs in without a browser', async () => {
  const person = await control(mosip, 'POST', 'citizens', { fullName: 'Ana Lopes', birthDate: '1990-02-03' })
  const parameters = {
    client_id: 'mock-client_id',
    response_type: 'code',
    scope: 'openid profile',
    redirect_uri: 'http://localhost:3020/callback',
    acr_values: 'mosip:idp:acr:generated-code',
    state: 'my-state'
  }

  const { redirectUrl } = await control(esignet, 'POST', 'authorize', { individualId: person.uin, parameters })

  const redirected = new URL(redirectUrl).searchParams
  assert.equal(redirected.get('state'), 'my-state')
  assert.ok(redirected.get('code'))
})

test('a gateway fails once', async () => {
  await control(esignet, 'POST', 'faults', {
    match: { service: 'discovery' },
    action: { body: 'html', status: 502 },
    times: 1
  })

  const statuses = []
  for (let i = 0; i < 2; i++) statuses.push((await fetch(`${esignet}/.well-known/jwks.json`)).status)

  assert.deepEqual(statuses, [502, 200])
  const { count } = await control(esignet, 'POST', 'requests/count', { service: 'discovery', path: 'jwks.json' })
  assert.equal(count, 2)
})

test('the journal waits for what my system sends', async () => {
  const waiting = control(mosip, 'GET', 'requests/wait?path=/idauthentication&seconds=10')

  await fetch(`${mosip}/idauthentication/v1/auth/misp/partner/key`, { method: 'POST', body: '{}' })

  const { items } = await waiting
  assert.equal(items[0].refused, true)
})
