import { randomUUID } from 'node:crypto';
import { createAgent, parseEndpoint } from '../../lib/openapi';
import { signAcs3 } from '../../lib/openapi/acs3';
import { exchange } from '../../lib/openapi/exchange';
import { signHmacSha1 } from '../../lib/openapi/hmac-sha1';
import { parseJson } from '../../lib/openapi/json';
import { redact } from '../../lib/openapi/redact';
import type { LiveSettings } from './settings';

/** What the platform said to one request, without anything secret. */
export interface Said {
  status: number;
  success: string;
  code: string;
  message: string;
  hasResult: boolean;
  hasMessageId: boolean;
  result: string;
  /** Headers that may tell how long to wait, or which clock counts. */
  headers: Record<string, string>;
  ms: number;
}

export interface Ask {
  action?: string;
  params?: Record<string, string>;
  signature?: 'acs3-hmac-sha256' | 'hmac-sha1';
  /** Given twice, it makes a replay. */
  nonce?: string;
}

const TELLING_HEADERS = [
  'date',
  'server',
  'content-type',
  'retry-after',
  'x-acs-retry-after',
  'x-ratelimit-user',
  'x-ratelimit-user-api',
];

/** Asks the platform once, past the client's own reading of answers: how they look is the question here. */
export class Asker {
  readonly #settings: LiveSettings;
  readonly #agent;

  constructor(settings: LiveSettings) {
    this.#settings = settings;
    this.#agent = createAgent({ endpoint: settings.endpoint });
  }

  /**
   * @throws ExchangeFailure when no answer came.
   */
  async ask({ action = 'InvokeThingService', params = {}, signature, nonce }: Ask): Promise<Said> {
    const { endpoint, iotInstanceId, credentials } = this.#settings;
    const target = parseEndpoint(endpoint);
    const sign = signature === 'hmac-sha1' ? signHmacSha1 : signAcs3;
    const own: Record<string, string> = iotInstanceId ? { IotInstanceId: iotInstanceId } : {};
    const context = { endpoint: target, credentials, date: new Date(), nonce: nonce ?? randomUUID() };
    const request = sign({ action, params: { ...own, ...params } }, context);
    const begun = performance.now();
    const response = await exchange(target, request, {
      agent: this.#agent,
      connectTimeoutMs: 10_000,
      attemptTimeoutMs: () => 20_000,
      maxBodyBytes: 1_048_576,
      signal: new AbortController().signal,
    });
    const ms = Math.round(performance.now() - begun);
    const secrets = Object.values(credentials).concat(request.signature, request.body);
    return {
      ...read(response.body.toString('utf8'), secrets),
      status: response.status,
      headers: telling(response.headers),
      ms,
    };
  }

  close(): void {
    this.#agent.destroy();
  }
}

function read(text: string, secrets: readonly string[]): Omit<Said, 'status' | 'headers' | 'ms'> {
  const body = parsed(text);
  const data = (body['Data'] ?? {}) as Record<string, unknown>;
  const said = (value: unknown): string =>
    value === undefined ? '' : redact(typeof value === 'string' ? value : JSON.stringify(value), secrets);
  return {
    success: said(body['Success']),
    code: said(body['Code']),
    message: said(
      body['ErrorMessage'] ?? body['Message'] ?? (Object.keys(body).length === 0 ? text : undefined),
    ),
    hasResult: data['Result'] !== undefined,
    hasMessageId: data['MessageId'] !== undefined,
    result: said(data['Result']),
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return parseJson(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function telling(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(
    TELLING_HEADERS.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])),
  );
}
