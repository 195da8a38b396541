import { createServer, type Socket } from 'node:net';
import type { Aedes, AuthenticateError, Client } from 'aedes';
import { deviceConnected, deviceDisconnected } from '../device-state';
import { listen, urlOf } from '../listen';
import type { Platform } from '../platform';
import { checkMqttLogin, NOT_AUTHORIZED, type Admitted, type Refusal } from './login';
import { DeviceSession } from './session';
import { automaticSubscriptions, isOwn, routeOf } from './topics';
import { takeUplink } from './uplink';

/** The MQTT broker while it listens. */
export interface MqttServer {
  readonly url: string;
  close(): Promise<void>;
}

/** What is known of the clients of one broker. */
interface Clients {
  readonly logins: WeakMap<Client, ReturnType<typeof checkMqttLogin>>;
  readonly sessions: WeakMap<Client, DeviceSession>;
}

/** Longer than any a device sends: the bound of MQTT 3.1 is 23 characters, and no SDK keeps to it. */
const MAX_CLIENT_ID = 1024;

/**
 * Starts the MQTT broker. Loads aedes.
 *
 * @throws AliyunIotError of kind `config` when the port is taken.
 */
export async function startMqttServer(
  platform: Platform,
  { host, port: wanted }: { host: string; port: number },
): Promise<MqttServer> {
  const { Aedes: Broker } = await import('aedes');
  const broker = await Broker.createBroker({ maxClientsIdLength: MAX_CLIENT_ID });
  const clients: Clients = { logins: new WeakMap(), sessions: new WeakMap() };
  admitDevices(broker, clients, platform);
  guardTopics(broker, clients, platform);
  followDevices(broker, clients, platform);
  // An error of its store, which is memory; an event that nobody listens to would end the process.
  broker.on('error' as 'closed', () => undefined);
  const listening = await listen(createServer(broker.handle), wanted, host).catch(async (error: unknown) => {
    await closeBroker(broker);
    throw error;
  });
  return {
    url: urlOf('mqtt', host, listening.port),
    close: async () => {
      await closeBroker(broker);
      await listening.close();
    },
  };
}

/**
 * Every clientId of a device is another, for it holds the time. With the device in its place aedes itself keeps to
 * one connection per device, the newest, and to one session.
 */
function admitDevices(broker: Aedes, { logins }: Clients, { world }: Platform): void {
  broker.preConnect = (client, packet, done) => {
    const { clientId, username = '', password, keepalive = 0 } = packet;
    const login = checkMqttLogin(
      { clientId, username, password: password?.toString() ?? '', keepalive },
      world,
    );
    logins.set(client, login);
    if (typeof login === 'object') {
      packet.clientId = `${login.device.productKey}&${login.device.deviceName}`;
      // The platform knows no wills.
      delete packet.will;
    }
    done(null, true);
  };
  broker.authenticate = (client, _username, _password, done) => {
    const login = logins.get(client);
    if (typeof login === 'object') done(null, true);
    else done(refusal(login ?? NOT_AUTHORIZED), false);
  };
}

/** aedes takes the return code of CONNACK from an error. */
function refusal(returnCode: Refusal): AuthenticateError {
  const error: Error = Object.assign(new Error('refused'), { returnCode });
  return error as AuthenticateError;
}

/** That a forbidden publication is ignored, and not the end of the connection, is inferred. */
function guardTopics(broker: Aedes, { logins, sessions }: Clients, platform: Platform): void {
  broker.authorizePublish = (client, packet, done) => {
    const session = client && sessions.get(client);
    const { topic, payload } = packet;
    if (session) takeUplink(session, topic, Buffer.from(payload), platform);
    if (session) packet.topic = routeOf(session.device, topic);
    packet.retain = false;
    done(null);
  };
  broker.authorizeSubscribe = (client, subscription, done) => {
    const login = logins.get(client);
    const allowed = typeof login === 'object' && isOwn(login.device, subscription.topic);
    done(null, allowed ? subscription : null);
  };
}

function followDevices(broker: Aedes, { logins, sessions }: Clients, platform: Platform): void {
  broker.on('clientReady', (client) => {
    const login = logins.get(client);
    if (typeof login !== 'object') return;
    const session = new DeviceSession(login.device, login.extendedRrpc, wireOf(broker, client), platform);
    sessions.set(client, session);
    const ready = (): void => {
      if (!client.closed) deviceConnected(login.device, session, addressOf(client), platform);
    };
    subscribe(client, login, ready);
  });
  broker.on('clientDisconnect', (client) => {
    const session = sessions.get(client);
    if (session) deviceDisconnected(session.device, session, platform, addressOf(client));
  });
}

function subscribe(client: Client, { device, autoSubscribe }: Admitted, done: () => void): void {
  if (autoSubscribe) client.subscribe(automaticSubscriptions(device), done);
  else done();
}

function wireOf(broker: Aedes, client: Client): ConstructorParameters<typeof DeviceSession>[2] {
  return {
    publish: (topic, payload, qos) => {
      broker.publish({ cmd: 'publish', topic, payload, qos, retain: false, dup: false }, () => undefined);
    },
    close: () => {
      client.close();
    },
  };
}

function addressOf({ conn }: Client): string {
  return (conn as Socket).remoteAddress?.replace(/^::ffff:/, '') ?? '';
}

function closeBroker(broker: Aedes): Promise<void> {
  return new Promise((resolve) => {
    broker.close(resolve);
  });
}
