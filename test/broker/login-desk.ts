import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KEYS } from '../lib/messages/support-keys';

/** What a client said in SASL PLAIN, as RabbitMQ passes it on. */
export interface SeenLogin {
  username: string;
  values: Record<string, string>;
}

/**
 * Says to RabbitMQ who may log in, for its HTTP auth backend: the publisher of the tests, and whoever signs as the
 * platform wants it. The user name, which is another at each login, needs no account on the broker.
 *
 * @see https://help.aliyun.com/document_detail/142489.html
 */
export class LoginDesk {
  /** Those that were let in, without the publisher. */
  readonly logins: SeenLogin[] = [];
  refused = 0;
  readonly #server = createServer((request, response) => {
    response.end(this.#answer(new URL(request.url ?? '/', 'http://desk')) ? 'allow' : 'deny');
  });

  /** @returns its address. */
  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer({ pathname, searchParams }: URL): boolean {
    const username = searchParams.get('username') ?? '';
    const password = searchParams.get('password');
    // What one who is in may do; without a password it is the same user, asked for again.
    if (pathname !== '/user' || password === null || username === 'publisher') return true;
    const values = valuesIn(username);
    const { authId, securityToken, timestamp } = values;
    const token = securityToken === undefined ? '' : `&securityToken=${securityToken}`;
    const text = `authId=${authId}${token}&timestamp=${timestamp}`;
    const allowed = createHmac('sha1', KEYS.accessKeySecret).update(text).digest('base64') === password;
    if (allowed) this.logins.push({ username, values });
    else this.refused += 1;
    return allowed;
  }
}

function valuesIn(username: string): Record<string, string> {
  const [, list = ''] = username.split('|');
  return Object.fromEntries(
    list.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}
