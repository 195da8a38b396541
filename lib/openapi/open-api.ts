import { randomUUID } from 'node:crypto';
import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { CredentialProvider, Credentials } from '../credentials';
import { AliyunIotError } from '../errors';
import { CredentialSource } from './credential-source';
import { signAcs3 } from './acs3';
import { readAnswer, type Answer, type ReadingContext } from './answer';
import type { Endpoint } from './endpoint';
import { exchange, type RawResponse } from './exchange';
import { signHmacSha1 } from './hmac-sha1';
import type { ApiCall, SignedRequest, SigningContext } from './signed-request';

export type SignatureAlgorithm = 'acs3-hmac-sha256' | 'hmac-sha1';

const SIGNERS: Readonly<
  Record<SignatureAlgorithm, (call: ApiCall, context: SigningContext) => SignedRequest>
> = {
  'acs3-hmac-sha256': signAcs3,
  'hmac-sha1': signHmacSha1,
};

const CONNECT_TIMEOUT_MS = 5_000;
const CREDENTIALS_TIMEOUT_MS = 10_000;
/** From here on a timestamp would have another form. */
const YEAR_10000_MS = 253_402_300_800_000;
const MAX_BODY_BYTES = 1_048_576;

export interface OpenApiOptions {
  endpoint: Endpoint;
  signature: SignatureAlgorithm;
  credentials: CredentialProvider;
  agent: HttpAgent | HttpsAgent;
}

export interface AttemptOptions {
  /** Asked before signing and before connecting: how long each may take, in milliseconds. */
  sendWithinMs: () => number;
  /** Asked when the connection stands and nothing is written: how long the answer may take, in milliseconds. */
  attemptTimeoutMs: () => number;
  signal: AbortSignal;
  qos?: 0 | 1;
}

/** The platform's API with one account: signs and sends a call once, and reads the answer. */
export class OpenApi {
  readonly #options: OpenApiOptions;
  readonly #credentials: CredentialSource;
  /** The platform's clock minus ours, learned when it refuses a timestamp. */
  #clockOffsetMs = 0;
  /** The last answer's `Date`, and when it came. Read when somebody asks, which is seldom. */
  #lastDate: { header: string | undefined; cameAt: number } = { header: undefined, cameAt: 0 };

  constructor(options: OpenApiOptions) {
    this.#options = options;
    this.#credentials = new CredentialSource(options.credentials);
  }

  /**
   * One attempt.
   *
   * @throws AliyunIotError when the platform refused, ExchangeFailure when no answer came.
   */
  async attempt(call: ApiCall, options: AttemptOptions): Promise<Answer> {
    const credentials = await this.#credentials.get(options.signal, options.sendWithinMs());
    const { request, secrets } = this.#signWith(credentials, call);
    const response = await exchange(this.endpoint, request, {
      agent: this.agent,
      connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, options.sendWithinMs()),
      attemptTimeoutMs: options.attemptTimeoutMs,
      maxBodyBytes: MAX_BODY_BYTES,
      signal: options.signal,
    });
    return this.read(response, { qos: options.qos, secrets });
  }

  get endpoint(): Endpoint {
    return this.#options.endpoint;
  }

  get agent(): HttpAgent | HttpsAgent {
    return this.#options.agent;
  }

  /** The platform's clock minus ours by the last answer's `Date`, in milliseconds, to a second; unknown without one. */
  get clockAheadMs(): number | undefined {
    const { header = '', cameAt } = this.#lastDate;
    const serverTime = Date.parse(header);
    return Math.abs(serverTime) < YEAR_10000_MS ? serverTime - cameAt : undefined;
  }

  /**
   * Signs a call for one attempt, with a time and a nonce of its own.
   *
   * @returns the request, and the values that must not be shown should a server echo them.
   * @throws AliyunIotError when there are no credentials to sign with, ExchangeFailure when they do not come in time.
   */
  async sign(call: ApiCall, signal: AbortSignal): Promise<{ request: SignedRequest; secrets: string[] }> {
    return this.#signWith(await this.#credentials.get(signal, CREDENTIALS_TIMEOUT_MS), call);
  }

  #signWith(credentials: Credentials, call: ApiCall): { request: SignedRequest; secrets: string[] } {
    const { endpoint, signature } = this.#options;
    const request = SIGNERS[signature](call, {
      endpoint,
      credentials,
      date: new Date(Date.now() + this.#clockOffsetMs),
      nonce: randomUUID(),
    });
    return { request, secrets: secretsOf(credentials, request) };
  }

  /**
   * Reads an answer, and learns from a refusal: the platform's clock, and that credentials are stale.
   *
   * @throws AliyunIotError when the platform refused or the answer is unreadable.
   */
  read(response: RawResponse, context: ReadingContext): Answer {
    this.#lastDate = { header: response.headers.date, cameAt: Date.now() };
    try {
      return readAnswer(response, context);
    } catch (error) {
      this.#learnFrom(error);
      throw error;
    }
  }

  #learnFrom(error: unknown): void {
    if (!(error instanceof AliyunIotError)) return;
    if (isClockError(error)) this.#clockOffsetMs = this.clockAheadMs ?? this.#clockOffsetMs;
    if (/^(InvalidSecurityToken|MissingSecurityToken|InvalidAccessKeyId)/i.test(error.code)) {
      this.#credentials.refresh();
    }
  }
}

/** True when the platform refused the request's timestamp as too old or too new. */
export function isClockError(error: AliyunIotError): boolean {
  return error.code.toLowerCase() === 'invalidtimestamp.expired';
}

function secretsOf(
  { accessKeySecret, accessKeyId, securityToken = '' }: Credentials,
  { body, signature }: SignedRequest,
): string[] {
  return [body, accessKeySecret, accessKeyId, securityToken, signature].filter(Boolean);
}
