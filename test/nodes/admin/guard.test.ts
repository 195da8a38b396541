import assert from 'node:assert/strict';
import { startSimulator, type Simulator } from '../../../lib/simulator';
import { faultServer, json, type FaultServer } from '../../support/fault-server';
import { accountNode, simulatorKeys } from '../../support/nodes';
import { assertNoSecret } from '../../support/secret-scan';
import { GuardedNodeRed, type Reply, type User } from './guarded-node-red';

const SECRET = 'Zx81StoredSecretOfTheAccessKey42';
const TOKEN = 'CAISStoredTokenThatNobodyMaySee+/==';
const VARIABLE = 'HvAlueOfAVariableThatIsNobodysBusiness7';
const FIELDS = { accessKeyId: 'LTAI5tStored', accessKeySecret: SECRET, securityToken: TOKEN };
const SIMULATED = { config: { endpoint: 'simulator' } };
const PUMP = { productKey: 'a1SimPump01', deviceName: 'pump-01' };

describe('the routes of the editor, behind a login and under another root', function () {
  this.timeout(60_000);
  let simulator: Simulator;
  /** Takes down what it is sent and answers like the platform. */
  let trap: FaultServer;
  let nodeRed: GuardedNodeRed;
  const answers: Reply[] = [];

  before(async () => {
    simulator = await startSimulator();
    trap = await faultServer(json({ Success: true, Data: {} }));
    const proxy = { id: 'proxy', type: 'http proxy', name: '', url: trap.url, noproxy: [] };
    nodeRed = await GuardedNodeRed.start(
      [
        accountNode({ id: 'deployed', z: undefined, endpoint: simulator.url }),
        accountNode({ id: 'real', z: undefined, endpoint: 'https://platform.invalid', proxy: '' }),
        accountNode({ id: 'chained', z: undefined, endpoint: simulator.url, credentialSource: 'chain' }),
        accountNode({ id: 'by-variable', z: undefined, endpoint: '${SIMULATOR_URL}' }),
        proxy,
        {
          id: 'global',
          type: 'global-config',
          env: [{ name: 'GLOBAL_URL', value: simulator.url, type: 'str' }],
        },
      ],
      {
        deployed: simulatorKeys,
        real: FIELDS,
        'by-variable': { ...simulatorKeys, accessKeySecret: '${THE_SECRET}' },
      },
      {
        SIMULATOR_URL: simulator.url,
        THE_SECRET: simulatorKeys.accessKeySecret,
        SOME_VARIABLE: VARIABLE,
        ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI5tMachine',
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: SECRET,
      },
    );
  });
  beforeEach(() => {
    simulator.reset();
    trap.received.length = 0;
  });
  after(async () => {
    await nodeRed.stop();
    await trap.close();
    await simulator.close();
  });

  async function ask(
    path: string,
    body: object,
    user: User = 'owner',
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const reply = await nodeRed.ask(path, body, user, headers);
    answers.push(reply);
    return reply;
  }
  const code = ({ body }: Reply): unknown => body.error?.['code'];

  const request = { ...PUMP, identifier: 'start', args: { speed: 10, mode: 'eco' } };
  const routes: [string, object][] = [
    ['products', { account: SIMULATED }],
    ['devices', { account: SIMULATED, productKey: 'a1SimPump01' }],
    ['device-status', { account: SIMULATED, target: PUMP }],
    ['model', { account: SIMULATED, productKey: 'a1SimPump01' }],
    ['tsl', { tsl: ['{"services":[]}'] }],
    ['test', { account: SIMULATED }],
    ['invoke', { account: SIMULATED, request: { ...request, args: { speed: 10, mode: 1 } } }],
  ];
  for (const [path, body] of routes) {
    it(`${path}: whom it answers`, async () => {
      const statuses: Partial<Record<User, number>> = {};
      for (const user of ['owner', 'operator', 'reader', 'stranger', 'nobody'] as const) {
        const { status, headers, text } = await ask(path, body, user);
        statuses[user] = status;
        if (status !== 200) assert.ok(!text.includes('{'), 'Node-RED itself refuses');
        else assert.equal(headers.get('cache-control'), 'no-store');
      }
      const reader = path === 'invoke' ? 401 : 200;
      assert.deepEqual(statuses, { owner: 200, operator: 200, reader, stranger: 401, nobody: 401 });
    });
  }

  it('uses a deployed account by its ID, and a changed one with the keys that are stored', async () => {
    const byId = await ask('products', { account: { id: 'deployed' } }, 'reader');
    assert.equal(byId.status, 200);
    assert.equal((byId.body['products'] as object[]).length, 5);
    const credentials = {
      accessKeyId: simulatorKeys.accessKeyId,
      accessKeySecret: '__PWRD__',
      securityToken: '',
    };
    const config = { endpoint: simulator.url, signature: 'hmac-sha1', iotInstanceId: '', proxy: '', tls: '' };
    const changed = await ask('products', { account: { id: 'deployed', config, credentials } });
    assert.equal(changed.status, 200);
  });

  it('takes a variable for what it stands for, in the dialog and as deployed', async () => {
    const account = {
      id: 'by-variable',
      config: { endpoint: '${SIMULATOR_URL}' },
      credentials: { accessKeyId: simulatorKeys.accessKeyId, accessKeySecret: '__PWRD__' },
    };
    assert.equal((await ask('products', { account }, 'reader')).status, 200);
    const unsaved = {
      config: { endpoint: '${SIMULATOR_URL}' },
      credentials: { ...simulatorKeys, accessKeySecret: '${THE_SECRET}' },
    };
    assert.equal((await ask('products', { account: unsaved })).status, 200);
    const global = { config: { endpoint: '${GLOBAL_URL}' }, credentials: simulatorKeys };
    assert.equal((await ask('products', { account: global })).status, 200);
    const missing = await ask('products', { account: { config: { endpoint: '${NOT_THERE}' } } });
    assert.equal(missing.status, 400);
    assert.match(String(missing.body.error?.['message']), /NOT_THERE is not set/);
  });

  describe('never sends a stored key anywhere else', () => {
    const moves: [string, object, object?][] = [
      ['another endpoint', { endpoint: 'TRAP' }],
      [
        'another endpoint, with passwords as the browser has them',
        { endpoint: 'TRAP' },
        { accessKeySecret: '__PWRD__', securityToken: '__PWRD__' },
      ],
      ['another endpoint, with a new ID only', { endpoint: 'TRAP' }, { accessKeyId: 'LTAI5tOther' }],
      [
        'another endpoint, with a new secret and the stored token',
        { endpoint: 'TRAP' },
        { accessKeyId: 'a', accessKeySecret: 'b', securityToken: '__PWRD__' },
      ],
      ['another proxy', { proxy: 'proxy' }],
      ['another proxy and endpoint', { proxy: 'proxy', endpoint: 'http://platform.invalid' }],
      ['another TLS node', { tls: 'proxy' }],
      ['a path of the same host', { endpoint: 'https://platform.invalid/other' }],
      ['the same host in clear text', { endpoint: 'http://platform.invalid' }],
    ];
    for (const [name, change, credentials = {}] of moves) {
      it(name, async () => {
        const config = JSON.parse(JSON.stringify(change).replaceAll('TRAP', trap.url)) as object;
        for (const user of ['owner', 'reader'] as const) {
          for (const path of ['products', 'test']) {
            const reply = await ask(path, { account: { id: 'real', config, credentials } }, user);
            assert.equal(reply.status, 400);
            assert.equal(code(reply), 'secret-needed');
          }
        }
        assert.deepEqual(trap.received, []);
      });
    }

    it('but goes there with keys that were typed again', async () => {
      const credentials = { ...simulatorKeys, securityToken: '' };
      const account = { id: 'real', config: { endpoint: trap.url }, credentials };
      assert.equal((await ask('products', { account })).status, 200);
      assert.equal(trap.received.length, 1);
      assertNoSecret(
        trap.received.map(({ url, params, body, headers }) => [url, params, body, headers]),
        [SECRET, TOKEN],
      );
    });
  });

  describe('asks for the permission to deploy before it does what a deploy could do', () => {
    const typed = { ...simulatorKeys };
    const accounts: [string, () => object][] = [
      ['goes to an address of choice', () => ({ config: { endpoint: trap.url }, credentials: typed })],
      [
        'sends a variable to it',
        () => ({
          config: { endpoint: trap.url },
          credentials: { ...typed, accessKeyId: '${SOME_VARIABLE}' },
        }),
      ],
      [
        'names a host by a variable',
        () => ({ config: { endpoint: `${trap.url}/\${SOME_VARIABLE}` }, credentials: typed }),
      ],
      [
        "sends the machine's own keys to it",
        () => ({ config: { endpoint: trap.url, credentialSource: 'chain' } }),
      ],
      [
        "moves an account with the machine's own keys",
        () => ({ id: 'chained', config: { endpoint: trap.url } }),
      ],
      [
        'uses the own keys of the machine',
        () => ({ config: { endpoint: 'cn-shanghai', credentialSource: 'chain' } }),
      ],
      [
        'uses a proxy of the flows',
        () => ({ config: { endpoint: 'cn-shanghai', proxy: 'proxy' }, credentials: typed }),
      ],
      [
        'uses a variable in a region',
        () => ({
          config: { endpoint: 'cn-shanghai' },
          credentials: { ...typed, accessKeyId: '${SOME_VARIABLE}' },
        }),
      ],
      ['uses stored keys in another way', () => ({ id: 'deployed', config: { signature: 'hmac-sha1' } })],
    ];
    for (const [name, account] of accounts) {
      it(name, async () => {
        for (const user of ['reader', 'operator'] as const) {
          const reply = await ask('products', { account: account() }, user);
          assert.equal(reply.status, 403);
          assert.equal(code(reply), 'deploy-permission-needed');
          assertNoSecret(reply.text, [VARIABLE, SECRET]);
        }
        assert.deepEqual(trap.received, []);
        assert.deepEqual(simulator.calls, []);
      });
    }

    it('and then does it', async () => {
      const account = { config: { endpoint: trap.url }, credentials: typed };
      assert.equal((await ask('products', { account })).status, 200);
      assert.equal(trap.received.length, 1);
    });
  });

  it('refuses what another site makes the browser send', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const reply = await ask('products', { account: SIMULATED }, 'owner', { 'Sec-Fetch-Site': site });
      assert.equal(reply.status, 403);
      assert.equal(code(reply), 'cross-site');
    }
    const own = await ask('products', { account: SIMULATED }, 'owner', { 'Sec-Fetch-Site': 'same-origin' });
    assert.equal(own.status, 200);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json-seq']) {
      assert.equal(
        (await ask('products', { account: SIMULATED }, 'owner', { 'Content-Type': type })).status,
        415,
      );
    }
  });

  it('is not where it would be without the other root', async () => {
    assert.equal((await ask('../../../aliyun-iot/products', { account: SIMULATED })).status, 404);
  });

  it('reports a wrong key without a status that would log the user out', async () => {
    const credentials = { accessKeyId: 'nobody', accessKeySecret: SECRET };
    const reply = await ask('products', { account: { config: { endpoint: simulator.url }, credentials } });
    assert.equal(reply.status, 502);
    assert.equal(reply.body.error?.['kind'], 'auth');
  });

  // Last, when all answers are there.
  describe('in none of its answers', () => {
    it('tells a secret', () => {
      assert.ok(answers.length > 80);
      const told = [...answers.map(({ text, headers }) => [text, ...headers]), nodeRed.log()];
      assertNoSecret(told, [
        SECRET,
        TOKEN,
        VARIABLE,
        simulatorKeys.accessKeySecret,
        'DeviceSecret',
        'ProductSecret',
      ]);
    });
  });
});
