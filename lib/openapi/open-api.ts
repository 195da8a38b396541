import { randomUUID } from 'node:crypto';
import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { CredentialProvider, Credentials } from '../credentials';
import { AliyunIotError } from '../errors';
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
const MAX_BODY_BYTES = 1_048_576;

export interface OpenApiOptions {
  endpoint: Endpoint;
  signature: SignatureAlgorithm;
  credentials: CredentialProvider;
  agent: HttpAgent | HttpsAgent;
}

export interface AttemptOptions {
  /** Asked when the connection stands and nothing is written: how long the answer may take, in milliseconds. */
  attemptTimeoutMs: () => number;
  signal: AbortSignal;
  qos?: 0 | 1;
}

/** The platform's API with one account: signs and sends a call once, and reads the answer. */
export class OpenApi {
  readonly #options: OpenApiOptions;
  /** The platform's clock minus ours, learned when it refuses a timestamp. */
  #clockOffsetMs = 0;
  #clockAheadMs: number | undefined;

  constructor(options: OpenApiOptions) {
    this.#options = options;
  }

  /**
   * One attempt.
   *
   * @throws AliyunIotError when the platform refused, ExchangeFailure when no answer came.
   */
  async attempt(call: ApiCall, options: AttemptOptions): Promise<Answer> {
    const { request, secrets } = await this.sign(call, options.signal);
    const response = await exchange(this.endpoint, request, {
      agent: this.agent,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
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
    return this.#clockAheadMs;
  }

  /**
   * Signs a call for one attempt, with a time and a nonce of its own.
   *
   * @returns the request, and the values that must not be shown should a server echo them.
   * @throws what the source of the credentials throws.
   */
  async sign(call: ApiCall, signal: AbortSignal): Promise<{ request: SignedRequest; secrets: string[] }> {
    const { endpoint, signature } = this.#options;
    const credentials = await this.#options.credentials.get(signal);
    const request = SIGNERS[signature](call, {
      endpoint,
      credentials,
      date: new Date(Date.now() + this.#clockOffsetMs),
      nonce: randomUUID(),
    });
    return { request, secrets: secretsOf(credentials) };
  }

  /**
   * Reads an answer, and learns from a refusal: the platform's clock, and that credentials are stale.
   *
   * @throws AliyunIotError when the platform refused or the answer is unreadable.
   */
  read(response: RawResponse, context: ReadingContext): Answer {
    const serverTime = Date.parse(response.headers.date ?? '');
    this.#clockAheadMs = Number.isNaN(serverTime) ? undefined : serverTime - Date.now();
    try {
      return readAnswer(response, context);
    } catch (error) {
      this.#learnFrom(error);
      throw error;
    }
  }

  #learnFrom(error: unknown): void {
    if (!(error instanceof AliyunIotError)) return;
    if (isClockError(error)) this.#clockOffsetMs = this.#clockAheadMs ?? this.#clockOffsetMs;
    if (/^(InvalidSecurityToken|MissingSecurityToken|InvalidAccessKeyId)/i.test(error.code)) {
      this.#options.credentials.refresh();
    }
  }
}

/** True when the platform refused the request's timestamp as too old or too new. */
export function isClockError(error: AliyunIotError): boolean {
  return error.code.toLowerCase() === 'invalidtimestamp.expired';
}

function secretsOf(credentials: Credentials): string[] {
  return [credentials.accessKeySecret, credentials.accessKeyId, credentials.securityToken ?? ''].filter(
    Boolean,
  );
}
