import assert from 'node:assert/strict';
import { startSimulator, type Fault, type Simulator } from '../../lib/simulator';
import account from '../../nodes/account/account';
import invoke from '../../nodes/invoke/invoke';
import { accountNode, catchNode, caught, invokeNode, out, TestFlow, useNodeRed } from '../support/nodes';
import { assertNoSecret } from '../support/secret-scan';

const SECRET = 'Zx81SecretOfTheAccessKey42';
const TOKEN = 'CAISTokenThatNobodyMaySee+/==';
const KEY_ID = 'LTAI5tExampleKeyIdNeverShown';

describe('secrets', () => {
  useNodeRed();
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator.close());

  const faults: [string, Fault[], object][] = [
    ['an unknown key', [], {}],
    [
      'a signature that is refused, with the string to sign',
      [
        {
          does: {
            kind: 'code',
            status: 400,
            code: 'SignatureDoesNotMatch',
            message: `string to sign: POST&AccessKeyId=${KEY_ID}&SecurityToken=${encodeURIComponent(TOKEN)}`,
          },
        },
      ],
      {},
    ],
    ['an answer in HTML', [{ does: { kind: 'answer', status: 502, body: '<html>bad gateway</html>' } }], {}],
    ['a reset', [{ does: { kind: 'reset' } }], {}],
    ['a nobody at the other end', [], { endpoint: 'http://127.0.0.1:1' }],
    ['a blank behind the secret', [], { blank: ' ' }],
    ['a bad setting', [], { maxQps: 'x', proxy: 'gone' }],
  ];
  for (const [name, added, change] of faults) {
    it(`are in no message, error, status or log after ${name}`, async () => {
      simulator.reset();
      added.forEach((fault) => simulator.addFault({ ...fault, times: 9 }));
      const { blank = '' } = change as { blank?: string };
      const flow = await TestFlow.load(
        [account, invoke],
        [accountNode({ endpoint: simulator.url, ...change }), invokeNode(), out, catchNode, caught],
        { account: { accessKeyId: KEY_ID, accessKeySecret: SECRET + blank, securityToken: TOKEN } },
      );
      try {
        flow.send('invoke', { payload: { speed: 10, mode: 1 }, timeout: 1 });
        await flow.receive('caught');
      } finally {
        await flow.unload();
      }
      assert.equal(flow.of('invoke').length, 1);
      assert.equal(flow.at('out').length, 0);
      const seen = [
        flow.at('caught'),
        flow.of('invoke').map(({ error, msg }) => [error, msg]),
        flow.statuses,
        flow.logged,
      ];
      assertNoSecret(seen, [SECRET, TOKEN, KEY_ID]);
    });
  }

  it('are found by the scan wherever they are', () => {
    const hidden = Object.defineProperty(new Error('x'), 'deep', {
      value: { list: [new Map([['k', `a${SECRET}b`]])] },
    });
    for (const value of [
      SECRET,
      { a: SECRET },
      hidden,
      Buffer.from(SECRET),
      { [SECRET]: 1 },
      new Error(SECRET),
      [encodeURIComponent(TOKEN)],
      { a: Buffer.from(TOKEN).toString('base64') },
    ]) {
      assert.throws(() => assertNoSecret(value, [SECRET, TOKEN]), /a secret was found/);
    }
    assertNoSecret({ a: 'nothing here' }, [SECRET, TOKEN]);
  });
});
