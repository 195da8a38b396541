/** What rhea does and its types do not tell, or tell of clients only. */
import type { Socket } from 'node:net';
import type { AmqpError, Connection, ConnectionOptions, Container, ReceiverOptions, Sender } from 'rhea';

export type { AmqpError };

/** The serving side of a connection. */
export interface ServerConnection extends Connection {
  accept(socket: Socket): void;
}

export interface CreditedSender extends Sender {
  readonly credit: number;
  /** Messages sent so far, drained credit included. */
  readonly delivery_count: number;
}

interface PlainMechanism {
  enable_plain(check: (username: string | null, password: string | null) => boolean): void;
}

/** Makes PLAIN the one way to log in. */
export function offerPlain(
  container: Container,
  ...[check]: Parameters<PlainMechanism['enable_plain']>
): void {
  (container.sasl_server_mechanisms as PlainMechanism).enable_plain(check);
}

/** Makes a connection that waits for its socket. */
export function createConnection(
  container: Container,
  options: { idle_time_out: number; receiver_options: ReceiverOptions },
): ServerConnection {
  return container.create_connection(options as object as ConnectionOptions) as ServerConnection;
}
