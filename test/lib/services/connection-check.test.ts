import assert from 'node:assert/strict';
import { environmentCredentials } from '../../../lib/credentials';
import { createClient, type ClientOptions, type ConnectionCheck } from '../../../lib/services';
import {
  DEFAULT_SEED,
  SIMULATOR_ACCESS_KEY_ID,
  SIMULATOR_ACCESS_KEY_SECRET,
  startSimulator,
  type Simulator,
} from '../../../lib/simulator';
import { faultServer, json } from '../../support/fault-server';
import { TEST_CREDENTIALS } from '../../support/client';

const KEYS = { accessKeyId: SIMULATOR_ACCESS_KEY_ID, accessKeySecret: SIMULATOR_ACCESS_KEY_SECRET };
const PERMISSIONS = [
  'QueryProductList',
  'QueryProduct',
  'QueryDevice',
  'QueryDeviceDetail',
  'GetDeviceStatus',
  'GetThingModelTslPublished',
  'InvokeThingService',
  'InvokeThingsService',
];

describe('the check of a connection', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());

  async function check(options: Partial<ClientOptions> = {}): Promise<Map<string, ConnectionCheck>> {
    const client = createClient({ endpoint: simulator.url, ...KEYS, ...options });
    try {
      const checks = await client.checkConnection();
      for (const { texts } of checks) {
        assert.ok(texts.en.length > 5 && /[\u4e00-\u9fff]/.test(texts.zh), JSON.stringify(texts));
      }
      return new Map(checks.map((each) => [each.name, each]));
    } finally {
      await client.close();
    }
  }
  const verdicts = (checks: Map<string, ConnectionCheck>): Record<string, boolean | 'unknown'> =>
    Object.fromEntries([...checks].map(([name, { ok }]) => [name.replace('permission:iot:', ''), ok]));
  const only = (found: Record<string, boolean | 'unknown'>): Record<string, boolean | 'unknown'> => ({
    ...Object.fromEntries(
      ['endpoint', 'credentials', 'clock', 'instance', ...PERMISSIONS].map((name) => [
        name,
        'unknown' as const,
      ]),
    ),
    ...found,
  });
  const granted = Object.fromEntries(PERMISSIONS.map((name) => [name, true]));
  const allRight = { endpoint: true, credentials: true, clock: true, instance: true, ...granted };

  it('finds everything right, says how long it took, and makes no device act', async () => {
    const checks = await check();
    assert.deepEqual(verdicts(checks), allRight);
    assert.ok(checks.get('endpoint')!.ms! >= 0);
    assert.equal(simulator.executions.length, 0);
    assert.equal(simulator.calls.length, PERMISSIONS.length);
  });

  it('is no leak of listeners to Node.js', async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', note);
    await check();
    await new Promise(setImmediate);
    process.off('warning', note);
    assert.deepEqual(warnings, []);
  });

  it('names each missing permission by its RAM action', async () => {
    for (const action of ['QueryProductList', 'QueryDevice', 'InvokeThingService', 'InvokeThingsService']) {
      simulator.reset();
      simulator.addFault({ action, does: { kind: 'code', status: 403, code: 'Forbidden.RAM' } });
      const checks = await check();
      const found = verdicts(checks);
      assert.deepEqual(found, {
        ...allRight,
        [action]: false,
        ...(action === 'QueryProductList' && { instance: 'unknown' }),
      });
      const { en, zh } = checks.get(`permission:iot:${action}`)!.texts;
      assert.ok(en.includes(`iot:${action}`) && zh.includes(`iot:${action}`));
    }
  });

  it('tells a wrong key from a wrong secret, and asks no further', async () => {
    const wrong = await check({ accessKeyId: 'nobody' });
    assert.deepEqual(verdicts(wrong), only({ endpoint: true, clock: true, credentials: false }));
    const secret = await check({ accessKeySecret: 'wrong' });
    assert.equal(secret.get('credentials')!.ok, false);
    assert.notEqual(secret.get('credentials')!.texts.en, wrong.get('credentials')!.texts.en);
    assert.equal(simulator.calls.length, 2);
  });

  it('says that there are no credentials before it asks anybody', async () => {
    const checks = await check({ accessKeyId: undefined, credentials: environmentCredentials({}) });
    assert.deepEqual(verdicts(checks), only({ credentials: false }));
    assert.equal(simulator.calls.length, 0);
  });

  it('says that nobody is at the endpoint', async () => {
    const checks = await check({
      endpoint: 'http://127.0.0.1:1',
      credentials: TEST_CREDENTIALS,
      accessKeyId: '',
    });
    assert.deepEqual(verdicts(checks), only({ endpoint: false }));
    assert.match(checks.get('endpoint')!.texts.en, /ECONNREFUSED/);
  });

  it('says that somebody else is at the endpoint', async () => {
    const server = await faultServer((_, response) => response.end('<html>login</html>'));
    try {
      const checks = await check({ endpoint: server.url, credentials: TEST_CREDENTIALS, accessKeyId: '' });
      assert.deepEqual(verdicts(checks), only({ endpoint: false, clock: true }));
      assert.equal(server.received.length, 1);
    } finally {
      await server.close();
    }
  });

  it('blames no clock that agrees with the platform, although a timestamp is refused', async () => {
    const server = await faultServer((_, response) => {
      response.statusCode = 400;
      response.end(JSON.stringify({ Code: 'InvalidTimeStamp.Expired', Message: 'x' }));
    });
    try {
      const checks = await check({ endpoint: server.url, credentials: TEST_CREDENTIALS, accessKeyId: '' });
      const { ok, texts } = checks.get('clock')!;
      assert.equal(ok, false);
      assert.match(texts.en, /agrees with the clock of this machine.*proxy/);
      assert.doesNotMatch(texts.en + texts.zh, /fast|slow|快|慢/);
    } finally {
      await server.close();
    }
  });

  for (const [name, hours, word] of [
    ['slow', 2, /7200 s slow|7199 s slow|7201 s slow/],
    ['fast', -2, /7200 s fast|7199 s fast|7201 s fast/],
  ] as const) {
    it(`says that the clock is ${name}, and checks the rest by the platform's`, async () => {
      const date = new Date(Date.now() + hours * 3_600_000).toUTCString();
      const server = await faultServer((_, response) => {
        const expired = server.received.length === 1;
        response.setHeader('Date', date);
        response.statusCode = expired ? 400 : 200;
        response.end(
          JSON.stringify(
            expired ? { Code: 'InvalidTimeStamp.Expired', Message: 'x' } : { Success: true, Data: {} },
          ),
        );
      });
      try {
        const checks = await check({ endpoint: server.url, credentials: TEST_CREDENTIALS, accessKeyId: '' });
        assert.deepEqual(verdicts(checks), { ...allRight, clock: false });
        assert.match(checks.get('clock')!.texts.en, word);
      } finally {
        await server.close();
      }
    });
  }

  it('says that the instance ID is wrong, or missing', async () => {
    const wrong = await check({ iotInstanceId: 'iot-nowhere' });
    assert.equal(wrong.get('instance')!.ok, false);
    assert.equal(wrong.get('credentials')!.ok, true);
    assert.equal(wrong.get('permission:iot:QueryDevice')!.ok, 'unknown');
    const other = await startSimulator({ seed: { ...DEFAULT_SEED, iotInstanceId: 'iot-06z00abc' } });
    try {
      const missing = await check({ endpoint: other.url });
      assert.equal(missing.get('instance')!.ok, false);
      assert.deepEqual(
        verdicts(await check({ endpoint: other.url, iotInstanceId: 'iot-06z00abc' })),
        allRight,
      );
    } finally {
      await other.close();
    }
  });

  it('does not take trouble of the platform for a refusal', async () => {
    const server = await faultServer(json({ Success: false, Code: 'iot.system.SystemException' }));
    try {
      const checks = await check({ endpoint: server.url, credentials: TEST_CREDENTIALS, accessKeyId: '' });
      assert.deepEqual(verdicts(checks), only({ endpoint: true, clock: true }));
    } finally {
      await server.close();
    }
  });

  it('ends when it is told to', async () => {
    const server = await faultServer(() => undefined);
    const client = createClient({ endpoint: server.url, credentials: TEST_CREDENTIALS });
    try {
      const stop = new AbortController();
      const checking = client.checkConnection({ signal: stop.signal });
      setTimeout(() => stop.abort(), 30);
      await assert.rejects(checking, { kind: 'aborted' });
    } finally {
      await client.close();
      await server.close();
    }
  });
});
