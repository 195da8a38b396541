import rhea from 'rhea';
import { loginOf } from './login.mjs';
import { GROUPS } from './seed.mjs';

/**
 * A consumer of a group of its own, which gets a copy of every message and is left in peace: it knows what the platform
 * has published.
 *
 * @param {number} port of the platform's AMQP server.
 * @param {(reply: { envelopeId: string, n: number | undefined, at: number }) => void} published
 * @returns {() => void} the way to end it.
 */
export function startWitness(port, published) {
  const container = rhea.create_container();
  for (const quiet of ['connection_error', 'connection_close', 'receiver_close', 'disconnected', 'error']) {
    container.on(quiet, () => undefined);
  }
  container.on('message', ({ message }) => {
    const { topic, messageId } = message?.application_properties ?? {};
    const body = JSON.parse(String(message?.body.content));
    if (topic.endsWith('/thing/downlink/reply/message')) {
      published({ envelopeId: messageId, n: body.data.n, at: performance.now() });
    }
  });
  const connection = container.connect({
    host: '127.0.0.1',
    port,
    reconnect: true,
    initial_reconnect_delay: 50,
    max_reconnect_delay: 100,
    idle_time_out: 60_000,
    ...loginOf(GROUPS.witness),
  });
  connection.open_receiver();
  return () => {
    // rhea's types leave it out.
    /** @type {any} */ (connection).set_reconnect(false);
    connection.close();
  };
}
