import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';

const LIB = JSON.stringify(path.join(__dirname, '../../lib'));

/** Signs as often as it is told, half of the calls with each signature, and prints each nonce. */
const PROGRAM = `
  const { OpenApi, parseEndpoint } = require(${LIB} + '/openapi');
  const { staticCredentials } = require(${LIB} + '/credentials');
  const credentials = staticCredentials({ accessKeyId: 'id-1', accessKeySecret: 'secret-1' });
  const { signal } = new AbortController();
  const call = { action: 'InvokeThingService', params: { Args: '{}' } };
  (async () => {
    const nonces = [];
    for (const signature of ['hmac-sha1', 'acs3-hmac-sha256']) {
      const api = new OpenApi({ endpoint: parseEndpoint('cn-shanghai'), signature, credentials, agent: {} });
      for (let n = 0; n < Number(process.argv[1]) / 2; n += 1) {
        const { request: { headers, body } } = await api.sign(call, signal);
        nonces.push(headers['x-acs-signature-nonce'] ?? new URLSearchParams(body).get('SignatureNonce'));
      }
    }
    process.stdout.write(nonces.join('\\n'));
  })();
`;

async function noncesOfProcess(count: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', PROGRAM, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  assert.equal(await new Promise((resolve) => child.on('close', resolve)), 0);
  return output.split('\n');
}

describe('16 nonces', () => {
  it('100,000 of four processes at the same time are all different, of 122 random bits', async () => {
    const nonces = (await Promise.all(Array.from({ length: 4 }, () => noncesOfProcess(25_000)))).flat();
    assert.equal(nonces.length, 100_000);
    assert.equal(new Set(nonces).size, nonces.length);
    const random = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
    assert.ok(nonces.every((nonce) => random.test(nonce)));
    // Each hex digit that is random takes each of its values about as often: 16 values, 6,250 times, give or take 6 sigma.
    for (const at of [0, 9, 15, 20, 24, 35]) {
      for (const digit of '0123456789abcdef') {
        const times = nonces.filter((nonce) => nonce[at] === digit).length;
        assert.ok(Math.abs(times - 6_250) < 460, `${digit} stands ${times} times at ${at}`);
      }
    }
  }).timeout(30_000);
});
