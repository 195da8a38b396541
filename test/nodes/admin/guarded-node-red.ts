import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNodeRed } from '../../../scripts/node-red/node-red.mjs';
import { sourcePackage } from '../../support/source-package';

const ROOT = join(__dirname, '../../..');
/** `open sesame`, by bcrypt. */
const PASSWORD_HASH = '$2b$04$SEI2G5SicB4AETSDR.EZMuMLdnlB7VTgjI.nWmxwMWloqi1ySUrgO';
const PREFIX = 'deep/admin';
const USERS = {
  /** May do everything. */
  owner: '*',
  /** May look, and nothing else. */
  reader: 'read',
  /** May try a call, but not deploy. */
  operator: ['aliyun-iot.read', 'aliyun-iot.write'],
  /** May have to do with flows, but not with this package. */
  stranger: ['flows.read', 'flows.write'],
} as const;

export type User = keyof typeof USERS | 'nobody';

/** What came back. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** Parsed, when it is JSON. */
  body: Record<string, unknown> & { error?: Record<string, unknown> };
}

/** A Node-RED of its own, with a login and another root, that runs the nodes from their sources. */
export class GuardedNodeRed {
  readonly #url: string;
  readonly #stop: () => Promise<void>;
  /** What Node-RED has printed. */
  readonly log: () => string;
  readonly #tokens = new Map<User, string>();

  private constructor(url: string, log: () => string, stop: () => Promise<void>) {
    this.#url = url;
    this.log = log;
    this.#stop = stop;
  }

  /**
   * @param flows what is deployed.
   * @param credentials by node ID.
   */
  static async start(
    flows: object[],
    credentials: Record<string, object>,
    env: NodeJS.ProcessEnv = {},
  ): Promise<GuardedNodeRed> {
    const userDir = mkdtempSync(join(tmpdir(), 'aliyun-iot-guarded-'));
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flows));
    writeFileSync(join(userDir, 'flows_cred.json'), JSON.stringify(credentials));
    const nodeRed = await startNodeRed({
      nodeRedDir: join(ROOT, 'node_modules/node-red'),
      userDir,
      nodesDir: [sourcePackage(userDir, ['account', 'invoke'])],
      env: { ...process.env, NODE_OPTIONS: `--require ${require.resolve('tsx/cjs')}`, ...env },
      settings: {
        credentialSecret: false,
        httpAdminRoot: `/${PREFIX}`,
        adminAuth: {
          type: 'credentials',
          users: Object.entries(USERS).map(([username, permissions]) => ({
            username,
            password: PASSWORD_HASH,
            permissions,
          })),
        },
        externalModules: { palette: { allowInstall: false } },
      },
    });
    const guarded = new GuardedNodeRed(`${nodeRed.url}/${PREFIX}`, nodeRed.log, async () => {
      await nodeRed.stop();
      rmSync(userDir, { recursive: true, force: true });
    });
    for (const user of Object.keys(USERS)) await guarded.#logIn(user as User);
    return guarded;
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** Asks one of our routes. */
  ask(
    path: string,
    body: unknown,
    user: User = 'owner',
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    return this.#post(`aliyun-iot/${path}`, typeof body === 'string' ? body : JSON.stringify(body), {
      'Content-Type': 'application/json',
      ...(user === 'nobody' ? {} : { Authorization: `Bearer ${this.#tokens.get(user)}` }),
      ...headers,
    });
  }

  async #logIn(username: User): Promise<void> {
    const login = { client_id: 'node-red-editor', grant_type: 'password', scope: '' };
    const { body } = await this.#post(
      'auth/token',
      JSON.stringify({ ...login, username, password: 'open sesame' }),
      { 'Content-Type': 'application/json' },
    );
    this.#tokens.set(username, String(body['access_token']));
  }

  async #post(path: string, body: string, headers: Record<string, string>): Promise<Reply> {
    const response = await fetch(`${this.#url}/${path}`, { method: 'POST', body, headers });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? (JSON.parse(text) as Reply['body']) : {},
    };
  }
}
