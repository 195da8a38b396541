// Run as a program by the tests: subscribes until the message with the ID `last`, closes, and must then end by itself.
import { setTimeout as wait } from 'node:timers/promises';
import { staticCredentials } from '../../../lib/credentials';
import { Subscription } from '../../../lib/messages';
import { KEYS } from './support-keys';

const isLoaded = (): boolean => Object.keys(require.cache).some((file) => /node_modules.rhea./.test(file));

async function main(url: string): Promise<void> {
  const options = { url, consumerGroupId: 'group', credentials: staticCredentials(KEYS) };
  const subscription = new Subscription(options, { baseMs: 10, spacingMs: 5 });
  const unreachable = new Subscription({ ...options, url: 'amqp://127.0.0.1:1' });
  const loadedBefore = isLoaded();
  const last = new Promise<void>((resolve) => {
    subscription.onMessage(async ({ messageId }) => {
      if (messageId === 'last') resolve();
      await wait(100);
    });
  });
  subscription.start();
  unreachable.start();
  await last;
  // Time for the test to do something to the server first.
  await wait(200);
  if (!isLoaded()) throw new Error('The check for the loaded library sees nothing.');
  await Promise.all([subscription.close(), unreachable.close()]);
  process.stdout.write(`${Date.now()} ${String(loadedBefore)}\n`);
}

// Should the test be gone; it keeps nothing alive.
setTimeout(() => process.exit(2), 20_000).unref();
void main(process.argv[2] ?? '');
