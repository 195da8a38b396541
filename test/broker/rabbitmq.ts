import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Where Debian keeps the programs, free of its wrappers, which change the user. */
const PROGRAMS = '/usr/lib/rabbitmq/bin';
const START_MS = 60_000;

/** How many messages of a queue wait, and how many are in the hands of consumers. */
export interface Depth {
  ready: number;
  unsettled: number;
}

/** A RabbitMQ of our own: its own folder, ports and port mapper, and nothing of it left behind. */
export class RabbitMq {
  readonly #folder = mkdtempSync(join(tmpdir(), 'aliyun-iot-rabbitmq-'));
  readonly #port: number;
  readonly #env: NodeJS.ProcessEnv;
  readonly #mapper: ChildProcess;
  #broker?: ChildProcess;

  private constructor([port, mapperPort, peerPort]: readonly [number, number, number], desk: string) {
    this.#port = port;
    const file = (name: string, lines: string[]): string => {
      writeFileSync(join(this.#folder, name), `${lines.join('\n')}\n`);
      return join(this.#folder, name);
    };
    mkdirSync(join(this.#folder, 'data'));
    this.#env = {
      ...process.env,
      HOME: this.#folder,
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_EPMD_PORT: String(mapperPort),
      RABBITMQ_NODENAME: 'test@localhost',
      RABBITMQ_DIST_PORT: String(peerPort),
      RABBITMQ_MNESIA_BASE: join(this.#folder, 'data'),
      RABBITMQ_LOG_BASE: join(this.#folder, 'log'),
      RABBITMQ_ENABLED_PLUGINS_FILE: file('plugins', ['[rabbitmq_amqp1_0,rabbitmq_auth_backend_http].']),
      RABBITMQ_CONFIG_FILE: file('rabbitmq.conf', [
        `listeners.tcp.1 = 127.0.0.1:${port}`,
        'auth_backends.1 = http',
        ...['user', 'vhost', 'resource', 'topic'].map((what) => `auth_http.${what}_path = ${desk}/${what}`),
      ]),
    };
    const mapperAt = ['-port', String(mapperPort), '-address', '127.0.0.1'];
    this.#mapper = spawn('epmd', mapperAt, { stdio: 'ignore' });
  }

  /** @param desk address of who says which logins are good. */
  static async start(desk: string): Promise<RabbitMq> {
    if (!existsSync(PROGRAMS)) throw new Error('RabbitMQ is not installed: apt-get install rabbitmq-server');
    const broker = new RabbitMq(await freePorts(), desk);
    await broker.start();
    return broker;
  }

  /** The address of a queue that is there. */
  queueUrl(queue: string): string {
    return `amqp://127.0.0.1:${this.#port}/${encodeURIComponent(`/amq/queue/${queue}`)}`;
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    const broker = spawn(join(PROGRAMS, 'rabbitmq-server'), {
      env: this.#env,
      stdio: 'pipe',
      // Where it leaves what it held when it crashes.
      cwd: this.#folder,
      // A group of its own: the program is a script, and its broker would outlive it.
      detached: true,
    });
    this.#broker = broker;
    let printed = '';
    for (const stream of [broker.stdout, broker.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    }
    const end = performance.now() + START_MS;
    while (!(await canConnect(this.#port))) {
      if (broker.exitCode !== null || performance.now() > end) throw new Error(`RabbitMQ says: ${printed}`);
      await wait(50);
    }
  }

  /** Ends it without warning, as a loss of power does. */
  async kill(): Promise<void> {
    const broker = this.#broker;
    this.#broker = undefined;
    if (!broker || broker.exitCode !== null) return;
    const ended = once(broker, 'exit');
    process.kill(-Number(broker.pid), 'SIGKILL');
    await ended;
  }

  async depth(queue: string): Promise<Depth> {
    const columns = ['name', 'messages_ready', 'messages_unacknowledged'];
    const text = await this.#control('-q', 'list_queues', '--formatter', 'json', ...columns);
    const queues = JSON.parse(text) as { name: string; [column: string]: unknown }[];
    const found = queues.find(({ name }) => name === queue);
    return {
      ready: Number(found?.['messages_ready']),
      unsettled: Number(found?.['messages_unacknowledged']),
    };
  }

  /** Lets it write down which queues there are, which it may put off for a moment. */
  async remember(): Promise<void> {
    await this.#control('eval', 'mnesia:sync_log().');
  }

  /** Lets it close all connections, as it does for maintenance. */
  async closeConnections(): Promise<void> {
    await this.#control('close_all_connections', 'maintenance');
  }

  /** Ends it, and removes all it wrote. */
  async remove(): Promise<void> {
    await this.kill();
    this.#mapper.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #control(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(join(PROGRAMS, 'rabbitmqctl'), args, { env: this.#env });
    return stdout;
  }
}

async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return connected;
}

async function freePorts(): Promise<[number, number, number]> {
  const servers = [0, 1, 2].map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports as [number, number, number];
}
