import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { replyMessage } from './amqp-server';
import { until } from '../../support/until';
import { Pair } from './support';

const LOOP_MS = 5_000;

describe('messages: connections that die at random', () => {
  it('loses no message, and gives none twice', async () => {
    const pair = await Pair.make({ credit: 20 });
    const { server, subscription, states } = pair;
    const heard = new Map<string, number>();
    subscription.onMessage(async ({ messageId }) => {
      heard.set(messageId, (heard.get(messageId) ?? 0) + 1);
      await wait(Math.random() * 20);
    });
    subscription.start();

    let made = 0;
    const blows: (() => void | Promise<void>)[] = [
      () => server.kill('reset'),
      () => server.kill('fin'),
      () => server.closeConnections(),
      () => server.closeConnections('amqp:connection:forced'),
      () => server.detach('link'),
      () => server.detach('session', 'amqp:session:errant-link'),
      async () => {
        await server.stop();
        await server.start();
      },
    ];
    const end = performance.now() + LOOP_MS;
    const producing = (async () => {
      while (performance.now() < end) {
        await wait(5);
        for (let i = 0; i < 5; i += 1) {
          server.push(replyMessage(`env-${made}`, { requestId: made }));
          made += 1;
        }
      }
    })();
    for (let i = 0; performance.now() < end; i += 1) {
      await wait(20 + Math.random() * 80);
      await blows[i % blows.length]!();
    }
    await producing;
    await until(() => server.queue.length === 0 && server.unsettled === 0, 'all taken', 5_000);

    assert.equal(heard.size, made);
    assert.deepEqual(
      [...heard].filter(([, times]) => times !== 1),
      [],
    );
    assert.ok(server.counts.sent > made, 'nothing was ever delivered again');
    assert.ok(server.counts.connections > 20, 'it hardly ever connected again');
    await pair.end();
    assert.equal(server.open, 0);
    assert.ok(states.length > 40);
  }).timeout(20_000);
});
