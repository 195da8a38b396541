import { createServer } from 'node:net';
import { listen, urlOf } from '../listen';
import type { Platform } from '../platform';
import type { ConsumerEnd } from '../types';
import { AmqpConnection } from './connection';

/** How long a connection may be without a receiver. https://help.aliyun.com/document_detail/142489.html */
const RECEIVER_TIMEOUT_MS = 15_000;

/** The server-side subscription while it listens. */
export interface AmqpServer {
  readonly url: string;
  readonly port: number;
  /** @returns how many connections were ended. */
  end(end: ConsumerEnd, consumerGroupId?: string): number;
  close(): Promise<void>;
}

/** Where it listens, and how patient it is. */
export interface AmqpServerOptions {
  host: string;
  port: number;
  /** Default 15,000 ms. */
  receiverTimeoutMs?: number | undefined;
}

/**
 * Starts the AMQP 1.0 server, without TLS since it is for this machine. Loads rhea.
 *
 * @throws AliyunIotError of kind `config` when the port is taken.
 */
export async function startAmqpServer(platform: Platform, options: AmqpServerOptions): Promise<AmqpServer> {
  const { host, port: wanted, receiverTimeoutMs = RECEIVER_TIMEOUT_MS } = options;
  const { default: rhea } = await import('rhea');
  const connections = new Set<AmqpConnection>();
  const server = createServer({ noDelay: true }, (socket) => {
    // One container per connection, because rhea's login knows no connection.
    const connection = new AmqpConnection(rhea.create_container(), socket, platform, receiverTimeoutMs);
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  const listening = await listen(server, wanted, host);
  const { port } = listening;
  return {
    url: urlOf('amqp', host, port),
    port,
    end: (end, consumerGroupId) => {
      const ended = [...connections].filter(
        (connection) =>
          connection.consumerGroupId !== undefined &&
          (consumerGroupId === undefined || connection.consumerGroupId === consumerGroupId),
      );
      for (const connection of ended) connection.end(end);
      return ended.length;
    },
    close: () => listening.close(),
  };
}
