import assert from 'node:assert/strict';
import net from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { AliyunIotError, DeviceError } from '../../../lib/errors';
import type { Client, ClientOptions, InvokeRequest } from '../../../lib/services';
import { CALL, TEST_CREDENTIALS, testClient } from '../../support/client';
import { faultServer, inTurn, json, raw, type Behaviour, type FaultServer } from '../../support/fault-server';
import { until } from '../../support/until';

const RESULT = { id: '1', code: 200, data: { flow: 1.5 }, message: 'success' };
const SYNC = {
  RequestId: 'r-1',
  Success: true,
  Data: { MessageId: '889455942124347392', Result: JSON.stringify(RESULT) },
};
const ASYNC = { RequestId: 'r-2', Success: true, Code: '', Data: { MessageId: 'm-2' } };
const throttled = (headers: Record<string, string> = {}): Behaviour =>
  json({ RequestId: 'r-t', Code: 'Throttling.User', Message: 'slow down' }, 400, headers);

describe('invoke', () => {
  let server: FaultServer | undefined;
  let client: Client | undefined;

  async function serve(behaviour: Behaviour, options: Partial<ClientOptions> = {}): Promise<Client> {
    server = await faultServer(behaviour);
    client = testClient(server.url, options);
    return client;
  }

  async function failure(request: Partial<InvokeRequest> = {}): Promise<AliyunIotError> {
    try {
      await client!.invoke({ ...CALL, ...request });
    } catch (error) {
      assert.ok(error instanceof AliyunIotError, `not an error of ours: ${String(error)}`);
      return error;
    }
    throw new assert.AssertionError({ message: 'the call did not fail' });
  }

  afterEach(async () => {
    await client?.close();
    await server?.close();
    client = server = undefined;
  });

  describe('a Result nested deeper than anything can work with', () => {
    for (const [what, Result] of [
      ['as text', `{"code":200,"data":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
      [
        'with brackets in its texts',
        `{"a":"\\"[${'['.repeat(3_000)}","b":${'{"c":'.repeat(2_000)}1${'}'.repeat(2_000)}}`,
      ],
    ] as const) {
      it(`is passed on as the text it came as: ${what}`, async () => {
        const outcome = await (await serve(json({ ...SYNC, Data: { MessageId: 'm', Result } }))).invoke(CALL);
        assert.equal(outcome.result, Result);
        assert.match(outcome.warnings?.[0]?.en ?? '', /nested/);
      });
    }

    it('is no reason to refuse a long one', async () => {
      const text = JSON.stringify({
        code: 200,
        data: { text: '[{'.repeat(5_000), list: Array(2_000).fill({}) },
      });
      const outcome = await (
        await serve(json({ ...SYNC, Data: { MessageId: 'm', Result: text } }))
      ).invoke(CALL);
      assert.deepEqual(outcome.result, JSON.parse(text));
    });

    it('fails as unreadable when the answer itself is like that', async () => {
      const deep = `{"Success":true,"Data":{"Result":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`;
      await serve(raw(deep, 200, { 'content-type': 'application/json' }));
      const error = await failure();
      assert.deepEqual([error.code, error.executed], ['answer-not-json', 'unknown']);
    });
  });

  describe('success', () => {
    it('gives the whole Result of a synchronous call, parsed', async () => {
      const outcome = await (await serve(json(SYNC))).invoke(CALL);
      const { timings, ...rest } = outcome;
      assert.deepEqual(rest, {
        mode: 'sync',
        result: RESULT,
        deviceCode: 200,
        requestId: 'r-1',
        messageId: '889455942124347392',
        attempts: 1,
      });
      assert.ok(timings.totalMs >= timings.attemptMs && timings.attemptMs >= 0 && timings.queueMs >= 0);
    });

    it('gives the MessageId of an asynchronous call', async () => {
      const outcome = await (await serve(json(ASYNC))).invoke(CALL);
      assert.deepEqual([outcome.mode, outcome.messageId, 'result' in outcome], ['async', 'm-2', false]);
    });

    it('keeps an unquoted MessageId exact', async () => {
      const body = '{"Success":true,"RequestId":"r","Data":{"MessageId":889455942124347393}}';
      assert.equal((await (await serve(raw(body))).invoke(CALL)).messageId, '889455942124347393');
    });

    for (const [what, result, expected, warnings] of [
      ['text that is no JSON', 'pong!', 'pong!', 1],
      ['an object instead of text', { a: 1 }, { a: 1 }, 0],
      ['integers beyond 2^53', '{"n":9007199254740993}', { n: '9007199254740993' }, 0],
      ['a Result without code', '{"data":{}}', { data: {} }, 0],
      ['a code that is no integer', '{"code":"E7"}', { code: 'E7' }, 0],
      ['an array', '[460]', [460], 0],
      ['code 200 as text', '{"code":"200"}', { code: '200' }, 0],
    ] as const) {
      it(`passes on a Result that is ${what}`, async () => {
        const outcome = await (
          await serve(json({ ...SYNC, Data: { MessageId: 'm', Result: result } }))
        ).invoke(CALL);
        assert.deepEqual(outcome.result, expected);
        assert.equal(outcome.warnings?.length ?? 0, warnings);
      });
    }

    it('reads an answer that a proxy compressed unasked', async () => {
      await serve(raw(gzipSync(JSON.stringify(SYNC)), 200, { 'content-encoding': 'gzip' }));
      assert.equal((await client!.invoke(CALL)).mode, 'sync');
    });

    it('reads an answer that a proxy deflated, with and without the wrapping of zlib', async () => {
      const text = JSON.stringify(SYNC);
      const headers = { 'content-encoding': 'deflate' };
      await serve(inTurn(raw(deflateSync(text), 200, headers), raw(deflateRawSync(text), 200, headers)));
      assert.deepEqual((await client!.invoke(CALL)).result, RESULT);
      assert.deepEqual((await client!.invoke(CALL)).result, RESULT);
    });

    it('sends Args byte for byte with both signatures, also when they are long', async () => {
      const args = [
        '{"t":10.0,"n":12345678901234567890}',
        JSON.stringify({ s: `"中\n\0\u2028😀 *~+!'()%25&=#` }),
        JSON.stringify({ s: 'x中'.repeat(10_000) }),
      ];
      for (const signature of ['hmac-sha1', 'acs3-hmac-sha256'] as const) {
        await serve(json(ASYNC), { signature, iotInstanceId: 'iot-1' });
        for (const text of args) await client!.invoke({ ...CALL, args: text });
        assert.deepEqual(
          server!.received.map((request) => request.params['Args']),
          args,
        );
        assert.equal(server!.received[0]?.params['IotInstanceId'], 'iot-1');
        await client!.close();
        await server!.close();
      }
    });

    it('never uses a nonce twice', async () => {
      await serve(json(ASYNC), { limits: { maxQps: 10_000 } });
      await Promise.all(Array.from({ length: 100 }, () => client!.invoke(CALL)));
      assert.equal(new Set(server!.received.map((request) => request.params['SignatureNonce'])).size, 100);
    });
  });

  describe('a device error', () => {
    const answer = (result: unknown): Behaviour =>
      json({ ...SYNC, Data: { MessageId: 'm-1', Result: JSON.stringify(result) } });

    it('is thrown with the Result', async () => {
      await serve(answer({ code: 100001, message: 'dry run', data: {} }));
      const error = await failure();
      assert.ok(error instanceof DeviceError);
      assert.deepEqual(
        [error.kind, error.executed, error.deviceCode, error.code, error.requestId, error.messageId],
        ['device', 'yes', 100001, '100001', 'r-1', 'm-1'],
      );
      assert.deepEqual(error.result, { code: 100001, message: 'dry run', data: {} });
      assert.match(error.message, /dry run/);
    });

    it('is passed on when asked for', async () => {
      await serve(answer({ code: 460 }));
      const outcome = await client!.invoke({ ...CALL, passDeviceErrors: true });
      assert.deepEqual([outcome.mode, outcome.deviceCode], ['sync', 460]);
    });

    it('is seen when the device sends its code as text', async () => {
      await serve(answer({ code: '460' }));
      assert.equal((await failure()).deviceCode, 460);
    });
  });

  describe('once sent, nothing is repeated by itself', () => {
    const sentFaults: [string, Behaviour, string, string][] = [
      ['a reset', (request) => request.socket.resetAndDestroy(), 'connection-lost', 'network'],
      ['a hang-up', (request) => request.socket.destroy(), 'connection-lost', 'network'],
      [
        'half a body',
        (request, response) => {
          response.writeHead(200, { 'content-length': '500' });
          response.write('{"Success":tr');
          setTimeout(() => request.socket.destroy(), 10);
        },
        'connection-lost',
        'network',
      ],
      [
        'something that is not HTTP',
        (request) => request.socket.end('SSH-2.0-OpenSSH\r\n\r\n'),
        'not-http',
        'platform',
      ],
      ['an answer of 2 MiB', raw(Buffer.alloc(2 * 1024 * 1024, 'x')), 'answer-too-large', 'platform'],
      [
        'a gzip bomb',
        raw(gzipSync(Buffer.alloc(50 * 1024 * 1024)), 200, { 'content-encoding': 'gzip' }),
        'answer-too-large',
        'platform',
      ],
      ['broken gzip', raw('not gzip', 200, { 'content-encoding': 'gzip' }), 'answer-encoding', 'platform'],
      ['an unknown encoding', raw('x', 200, { 'content-encoding': 'zstd7' }), 'answer-encoding', 'platform'],
      ['an HTML error page', raw('<html>', 502), 'answer-not-json', 'platform'],
      ['an internal error', json({ Code: 'InternalError', Message: 'x' }, 500), 'InternalError', 'platform'],
      ['a redirect', raw('', 307, { location: 'http://127.0.0.1:1/' }), 'redirected', 'platform'],
    ];
    for (const [what, behaviour, code, kind] of sentFaults) {
      it(what, async () => {
        await serve(behaviour);
        const error = await failure();
        assert.deepEqual(
          [error.code, error.kind, error.executed, error.attempts],
          [code, kind, 'unknown', 1],
        );
        assert.equal(server!.received.length, 1);
      });
    }

    it('bounds an attempt as a whole, also when bytes keep dripping in', async () => {
      await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), 30);
        response.on('close', () => clearInterval(drip));
      });
      const before = performance.now();
      const error = await failure({ timeoutMs: 300 });
      const took = performance.now() - before;
      assert.ok(took > 290 && took < 2_500, `${took} ms`);
      assert.deepEqual([error.code, error.kind, error.executed], ['attempt-timeout', 'timeout', 'unknown']);
    });

    it('gives up on a server that never answers', async () => {
      await serve(() => undefined);
      const error = await failure({ timeoutMs: 200 });
      assert.deepEqual([error.kind, error.executed, server!.received.length], ['timeout', 'unknown', 1]);
    });

    it('waits for a device that takes longer than other clients do', async () => {
      await serve((request, response) => setTimeout(() => json(SYNC)(request, response), 3_200));
      assert.equal((await client!.invoke(CALL)).mode, 'sync');
    });

    it('repeats what may have run only when the service is safe to repeat', async () => {
      await serve(inTurn((request) => request.socket.destroy(), json(SYNC)));
      const outcome = await client!.invoke({ ...CALL, safeToRepeat: true });
      assert.deepEqual([outcome.attempts, server!.received.length], [2, 2]);
    });

    it('remembers that an earlier attempt may have run', async () => {
      await serve(
        inTurn((request) => request.socket.destroy(), json({ Code: 'NoPermission', Message: 'x' }, 403)),
      );
      const error = await failure({ safeToRepeat: true });
      assert.deepEqual([error.executed, error.code, error.attempts], ['unknown', 'connection-lost', 2]);
    });
  });

  describe('what certainly did not run is tried again', () => {
    it('a refused connection, until the server is up', async () => {
      const port = await freePort();
      client = testClient(`http://127.0.0.1:${port}`);
      const pending = client.invoke(CALL);
      await new Promise((resolve) => setTimeout(resolve, 5));
      server = await faultServer(json(SYNC));
      const late = net.createServer((socket) => {
        const onward = net.connect(Number(new URL(server!.url).port), '127.0.0.1');
        socket.pipe(onward).pipe(socket);
        socket.on('error', () => onward.destroy());
        onward.on('error', () => socket.destroy());
      });
      late.listen(port, '127.0.0.1');
      try {
        const outcome = await pending.catch((error: unknown) => error as AliyunIotError);
        // Full jitter may spend both retries before the server is up; either way nothing ran twice.
        if (outcome instanceof Error) assert.deepEqual([outcome.executed, outcome.attempts], ['no', 3]);
        assert.ok(server.received.length <= 1);
      } finally {
        await client.close();
        late.close();
      }
    });

    it('a refused connection, three times at most', async () => {
      client = testClient(`http://127.0.0.1:${await freePort()}`);
      const error = await failure();
      assert.deepEqual(
        [error.code, error.kind, error.executed, error.attempts, error.retryable],
        ['connect-failed', 'network', 'no', 3, true],
      );
      assert.match(error.message, /ECONNREFUSED/);
    });

    it('a name that does not resolve', async () => {
      client = testClient('http://no-such-host.invalid');
      const error = await failure();
      assert.deepEqual([error.code, error.executed, error.attempts], ['dns-failed', 'no', 3]);
    });

    it('a throttled call, each time signed anew', async () => {
      await serve(inTurn(throttled(), throttled(), json(SYNC)));
      const outcome = await client!.invoke(CALL);
      assert.equal(outcome.attempts, 3);
      assert.equal(new Set(server!.received.map((request) => request.params['SignatureNonce'])).size, 3);
    });

    it('a throttled call not before the server says so', async () => {
      await serve(inTurn(throttled({ 'x-acs-retry-after': '400' }), json(SYNC)));
      const before = performance.now();
      await client!.invoke(CALL);
      assert.ok(performance.now() - before >= 400);
    });

    it('but not when the server wants more time than there is', async () => {
      await serve(throttled({ 'retry-after': '60' }));
      const error = await failure();
      assert.deepEqual(
        [error.kind, error.executed, error.attempts, error.retryAfterMs, error.retryable],
        ['throttled', 'no', 1, 60_000, true],
      );
    });

    it('a refused timestamp, once, with the clock of the server', async () => {
      const serverTime = new Date(Date.now() + 3_600_000);
      const expired = json({ Code: 'InvalidTimeStamp.Expired', Message: 'x' }, 400, {
        date: serverTime.toUTCString(),
      });
      await serve(inTurn(expired, json(SYNC)));
      assert.equal((await client!.invoke(CALL)).attempts, 2);
      const signedAt = Date.parse(server!.received[1]?.params['Timestamp'] ?? '');
      assert.ok(Math.abs(signedAt - serverTime.getTime()) < 5_000);
    });

    it('a refused timestamp, and no more than once', async () => {
      await serve(json({ Code: 'InvalidTimeStamp.Expired', Message: 'x' }, 400));
      const error = await failure();
      assert.deepEqual([error.kind, error.executed, error.attempts], ['auth', 'no', 2]);
    });
  });

  describe('what will not change is not tried again', () => {
    for (const [code, status, kind] of [
      ['iot.messagebroker.OFFLINE', 200, 'offline'],
      ['SignatureDoesNotMatch', 400, 'auth'],
      ['InvalidAccessKeyId.NotFound', 404, 'auth'],
      ['NoPermission', 403, 'permission'],
      ['iot.device.NotExistedDevice', 200, 'not-found'],
    ] as const) {
      it(code, async () => {
        await serve(json({ Success: false, Code: code, ErrorMessage: 'x', RequestId: 'r' }, status));
        const error = await failure();
        assert.deepEqual([error.kind, error.executed, error.attempts], [kind, 'no', 1]);
      });
    }
  });

  it('asks the source of credentials for others when they are refused, and only then', async () => {
    let refreshed = 0;
    const credentials = { ...TEST_CREDENTIALS, refresh: () => (refreshed += 1) };
    for (const [code, expected] of [
      ['InvalidSecurityToken.Expired', 1],
      ['InvalidAccessKeyId.NotFound', 1],
      ['NoPermission', 0],
    ] as const) {
      refreshed = 0;
      await serve(json({ RequestId: 'r', Code: code, Message: 'no' }, 403), { credentials });
      assert.equal((await failure()).code, code);
      assert.equal(refreshed, expected, code);
      await client!.close();
      await server!.close();
    }
  });

  it('leaves no connection when it is closed', async () => {
    await (await serve(json(SYNC))).invoke(CALL);
    assert.equal(server!.sockets.size, 1);
    await client!.close();
    // Left alone, it would be closed a second before the server does, which is after 4 s.
    await until(() => server!.sockets.size === 0, 'the connection is closed', 3_000);
  });

  describe('deadline, queue and abort', () => {
    it('fails unsent when the deadline leaves no room for an answer', async () => {
      await serve(json(SYNC));
      const error = await failure({ deadlineMs: 5_000 });
      assert.deepEqual([error.kind, error.executed, server!.received.length], ['timeout', 'no', 0]);
    });

    it('fails at once when too many wait', async () => {
      await serve(() => undefined, { limits: { concurrency: 1, queue: 1, maxQps: 1_000 } });
      const calls = [client!.invoke(CALL), client!.invoke(CALL)].map((call) => call.catch(() => undefined));
      const error = await failure();
      assert.deepEqual([error.kind, error.executed], ['queue-full', 'no']);
      await client!.close();
      await Promise.all(calls);
    });

    it('stops at the signal: unknown when it was sent, no when it was not', async () => {
      await serve(() => undefined);
      const controller = new AbortController();
      const sent = failure({ signal: controller.signal });
      setTimeout(() => controller.abort(), 100);
      const error = await sent;
      assert.deepEqual([error.kind, error.executed, error.code], ['aborted', 'unknown', 'aborted']);
      const before = await failure({ signal: controller.signal });
      assert.deepEqual([before.kind, before.executed, server!.received.length], ['aborted', 'no', 1]);
    });

    it('settles everything when the client is closed, and refuses what comes after', async () => {
      await serve(() => undefined, { limits: { concurrency: 2 } });
      const pending = Promise.all([failure(), failure(), failure()]);
      await until(() => server!.received.length === 2, 'two calls under way');
      await client!.close();
      const errors = await pending;
      assert.deepEqual(
        errors.map((error) => [error.kind, error.executed]),
        [
          ['aborted', 'unknown'],
          ['aborted', 'unknown'],
          ['aborted', 'no'],
        ],
      );
      assert.equal((await failure()).code, 'client-closed');
    });
  });

  it('sends nothing for a request that cannot be right', async () => {
    await serve(json(SYNC));
    const error = await failure({ args: { a: NaN }, deviceName: 'a\r\nb' });
    assert.deepEqual([error.kind, error.executed, server!.received.length], ['validation', 'no', 0]);
  });

  it('keeps calls apart: each gets its own answer', async () => {
    await serve(
      (request, response) => {
        const data = JSON.parse(request.params['Args']!) as { n: number };
        const answer = json({
          ...SYNC,
          Data: { MessageId: String(data.n), Result: JSON.stringify({ code: 200, data }) },
        });
        setTimeout(() => answer(request, response), Math.random() * 100);
      },
      { limits: { maxQps: 10_000 } },
    );
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, n) => client!.invoke({ ...CALL, args: { n } })),
    );
    for (const [n, outcome] of outcomes.entries()) {
      assert.equal(outcome.messageId, String(n));
      assert.deepEqual(outcome.result, { code: 200, data: { n } });
    }
  });
});

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as net.AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
