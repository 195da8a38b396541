import assert from 'node:assert/strict';
import * as faults from './faults';
import { assertAbout, scene } from './oracle';
import { FaultServer, type Fault } from './server';

const { actsAndSays, ok } = faults;

/** A case that ends at once with this error, of unknown outcome and after one request on the wire. */
function endsAs(code: string, fault: Fault, httpStatus?: number): () => Promise<void> {
  return () =>
    scene(fault, async ({ ask, server }) => {
      const { error, tookMs, marker } = await ask();
      assert.deepEqual(
        [error?.code, error?.executed, error?.attempts, error?.httpStatus],
        [code, 'unknown', 1, httpStatus],
      );
      assert.equal(error?.retryable, false);
      assert.doesNotMatch(error.message, /SyntaxError|Unexpected|aborted/);
      assert.equal(server.of(marker).length, 1);
      assertAbout(tookMs, 0);
    });
}

function succeeds(fault: Fault): () => Promise<void> {
  return () =>
    scene(fault, async ({ ask, server }) => {
      const { outcome, error, marker } = await ask();
      assert.equal(outcome?.messageId, `m-${marker}`, error?.message);
      assert.equal(server.of(marker).length, 1);
    });
}

describe('an answer that breaks off or never was one', () => {
  it('29 RST on accept: nothing ran, and it ends', () =>
    scene(
      ok,
      async ({ ask, server }) => {
        const { error } = await ask({ timeoutMs: 1_000, deadlineMs: 3_000 });
        assert.ok(error);
        assert.equal(server.received.length, 0);
      },
      { connected: (socket) => void socket.resetAndDestroy() },
    ));

  it('30 RST after the request', endsAs('connection-lost', faults.resetAfterRequest));
  it('30 FIN after the request', endsAs('connection-lost', faults.finAfterRequest));
  it('30 RST in the header', endsAs('connection-lost', faults.resetMidHeader));
  it('30 FIN in the header', endsAs('connection-lost', faults.finMidHeader));
  it('30 RST in the body', endsAs('connection-lost', faults.resetMidBody));
  it('30 a body shorter than its length', endsAs('connection-lost', faults.shortLength));
  it('30 the last chunk is missing', endsAs('connection-lost', faults.noLastChunk));
  it('30 all chunks are there', succeeds(faults.inChunks));

  it('31 the connection closes as we send: nothing is sent again', () =>
    scene(faults.closeAsWeSend, async ({ ask, server }) => {
      assert.ok((await ask()).outcome);
      const { error, marker } = await ask();
      assert.deepEqual([error?.code, error?.executed], ['connection-lost', 'unknown']);
      assert.equal(server.of(marker).length, 1);
      assert.ok((await ask()).outcome, 'the next call gets a connection of its own');
    }));

  it('31 idle connections are closed before the server does it', () =>
    scene(
      (exchange) => {
        exchange.execute();
        exchange.answer(faults.success(exchange.marker), { headers: { 'keep-alive': 'timeout=2' } });
        setTimeout(() => exchange.socket.destroy(), 2_000).unref();
      },
      async ({ ask, server }) => {
        await ask();
        await new Promise((resolve) => setTimeout(resolve, 1_250));
        assert.equal(server.sockets.size, 0, 'our side closed it');
        assert.ok((await ask()).outcome);
      },
    ));

  it('32 of 100 calls at once, only the one whose connection was reset fails', () =>
    scene(
      ok,
      async ({ ask, server }) => {
        let count = 0;
        server.fault = (exchange) => (++count === 50 ? faults.resetAfterRequest : ok)(exchange);
        const endings = await Promise.all(Array.from({ length: 100 }, () => ask()));
        for (const { marker, outcome } of endings) {
          if (outcome) assert.equal(outcome.messageId, `m-${marker}`, 'each has its own answer');
        }
        assert.equal(endings.filter(({ error }) => error).length, 1);
      },
      { client: { limits: { maxQps: 10_000 } } },
    ));

  it('32 an answer nobody asked for is not taken for that of the next call', () =>
    scene(
      (exchange) => {
        ok(exchange);
        if (exchange.turn === 1) {
          setTimeout(() => exchange.answer(faults.success('stale')), 20).unref();
        }
      },
      async ({ ask }) => {
        await ask();
        await new Promise((resolve) => setTimeout(resolve, 60));
        const { outcome, error, marker } = await ask();
        if (outcome) assert.equal(outcome.messageId, `m-${marker}`);
        else assert.equal(error?.executed, 'unknown');
      },
    ));

  it(
    '33 502 with HTML',
    endsAs('answer-not-json', actsAndSays('<html>Bad Gateway</html>', { status: 502 }), 502),
  );
  it('33 503 with nothing', endsAs('answer-empty', actsAndSays('', { status: 503 }), 503));
  it('33 504 with HTML', endsAs('answer-not-json', actsAndSays('<h1>late</h1>', { status: 504 }), 504));

  for (const [what, body] of [
    ['truncated JSON', '{"Success":true,"Data":{"Mess'],
    ['nothing', ''],
    ['null', 'null'],
    ['an array', '[]'],
    ['a text', '"ok"'],
    ['an HTML page', '<!doctype html><title>Login</title>'],
    ['XML', '<?xml version="1.0"?><InvokeThingServiceResponse/>'],
  ] as const) {
    it(`40 200 with ${what}`, () =>
      scene(actsAndSays(body), async ({ fail }) => {
        const error = await fail();
        assert.equal(error.executed, 'unknown');
        assert.match(error.code, /^answer-/);
        assert.doesNotMatch(error.message, /Login|SyntaxError/);
      }));
  }

  it('43 20 KB of headers', endsAs('not-http', faults.bigHeaders));
  it('43 something that is not HTTP', endsAs('not-http', faults.notHttp));
  it('43 100 Continue before the answer', succeeds(faults.continueFirst));
  it('43 101 Switching Protocols', endsAs('not-http', faults.switchProtocols));
});

describe('an answer that is too much', () => {
  it('42 64 MB: the connection ends at the cap', () =>
    scene(faults.bigBody, async ({ fail, server }) => {
      const before = process.memoryUsage().rss;
      let written = 0;
      server.fault = (exchange) => {
        faults.bigBody(exchange);
        exchange.socket.on('close', () => (written = exchange.socket.bytesWritten));
      };
      const error = await fail();
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.deepEqual([error.code, error.executed], ['answer-too-large', 'unknown']);
      assert.ok(written > 0 && written < 16 * 1024 * 1024, `${written} bytes left the server`);
      assert.ok(process.memoryUsage().rss - before < 20 * 1024 * 1024);
    }));

  it('42 a gzip bomb is not unfolded', () =>
    scene(faults.gzipBomb, async ({ fail }) => {
      await fail();
      const before = process.memoryUsage().rss;
      const error = await fail();
      assert.deepEqual([error.code, error.executed], ['answer-too-large', 'unknown']);
      assert.ok(process.memoryUsage().rss - before < 20 * 1024 * 1024);
    }));
});

describe('44 a redirect to another host', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    it(`${status}: that host gets nothing`, async () => {
      const other = await FaultServer.start(ok);
      try {
        await scene(faults.redirect(status, `${other.url}/`), async ({ fail }) => {
          const error = await fail();
          assert.deepEqual([error.code, error.executed, error.httpStatus], ['redirected', 'unknown', status]);
          assert.doesNotMatch(error.message, new RegExp(String(other.port)));
        });
        assert.equal(other.connections, 0);
      } finally {
        await other.close();
      }
    });
  }
});
