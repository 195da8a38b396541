import { createClient, type Client } from '../../lib/services';
import { CALL, TEST_CREDENTIALS } from '../support/client';
import { faultServer, json, type FaultServer } from '../support/fault-server';

/** One process of several on one account: calls as fast as it may, and reports how many calls got through. */
let state = 'shared';
let stopped = false;
let client: Client;
let server: FaultServer;
let report: NodeJS.Timeout;

process.on('message', (message: { redisUrl?: string; stop?: true }) => {
  if (message.stop) void stop();
  else void start(message.redisUrl!);
});

async function start(redisUrl: string): Promise<void> {
  server = await faultServer(json({ Success: true, Data: { MessageId: 'm' } }));
  client = createClient({
    endpoint: server.url,
    credentials: TEST_CREDENTIALS,
    limits: {
      maxQps: 20,
      concurrency: 1_000,
      shared: { redisUrl, maxQps: 200, name: 'test', onState: (now) => (state = now) },
    },
  });
  await client.invoke(CALL);
  report = setInterval(() => process.send!({ admitted: server.received.length, state }), 50);
  for (let i = 0; i < 100; i++) void callOnAndOn();
}

async function callOnAndOn(): Promise<void> {
  while (!stopped) await client.invoke(CALL).catch(() => undefined);
}

async function stop(): Promise<void> {
  stopped = true;
  clearInterval(report);
  await client.close();
  await server.close();
  process.disconnect();
}
