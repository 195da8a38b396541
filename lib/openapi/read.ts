import type { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Got, NormalizedOptions, OptionsOfBufferResponseBody, RequestError, Response } from 'got';
import { AliyunIotError } from '../errors';
import type { Answer } from './answer';
import { decodeBody } from './decode-body';
import { ExchangeFailure } from './exchange-failure';
import { isClockError, type OpenApi } from './open-api';
import type { ApiCall } from './signed-request';

const ATTEMPT_TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 3;
/** The n-th wait is drawn from 0 to base * 2^(n-1), in milliseconds. */
const BASE_DELAY_MS = { throttled: 1_000, otherwise: 200 };
/** A server that asks for more patience than this gets no other attempt; the error passes its wish on. */
const LONGEST_HINT_MS = 10_000;
/**
 * A thing model is at most 512 KB of text. It arrives as a JSON text inside JSON, where a quote takes two bytes and an
 * escaped character six for its two or three.
 */
const MAX_BODY_BYTES = 4_194_304;

export interface ReadOptions {
  /** Ends the call, kind `aborted`. */
  signal: AbortSignal;
  /** Asked before an attempt is repeated; false lets the call fail with this error. */
  mayRetry: (error: AliyunIotError) => boolean;
}

/**
 * Calls that only read: products, devices, thing models. They may be repeated, so got makes them; an invocation may not
 * and goes another way (`OpenApi.attempt`). Both share signature, agent and reader of answers. got's own retries are not
 * used: from Node.js 24 on it gives a refused connection up while it waits for the next attempt.
 */
export class Reader {
  /** got is an ES module: it can only be imported, which takes a moment, so that is left to the first call. */
  #got: Promise<Got> | undefined;

  constructor(private readonly api: OpenApi) {}

  /**
   * One call, up to three times: after a network error, after trouble of the platform's own and when it throttles
   * (no sooner than it asks for), and once after a refused timestamp. Each attempt is signed anew and takes 10 s at
   * most. Redirects are not followed.
   *
   * @throws AliyunIotError whose `executed` is `no`; what got throws never leaves, for it holds the signed request.
   */
  async read(call: ApiCall, options: ReadOptions): Promise<Answer> {
    this.#got ??= import('got').then((module) => module.default);
    return new ReadRun(this.api, call, options).answer(await this.#got);
  }
}

/** The attempts of one call. */
class ReadRun {
  #attempts = 0;
  /** Of the current attempt: values that must not be shown. */
  #secrets: string[] = [];
  /** Of the current attempt: what our own code in got's hooks threw. got would hand it back wrapped. */
  #thrown: Error | undefined;
  #answer: Answer | undefined;

  constructor(
    private readonly api: OpenApi,
    private readonly call: ApiCall,
    private readonly options: ReadOptions,
  ) {}

  async answer(got: Got): Promise<Answer> {
    for (;;) {
      const failure = await this.#attempt(got);
      if (this.#answer) return this.#answer;
      if (!failure) throw new Error('got finished without calling its afterResponse hook');
      const delayMs = this.#delayAfter(failure);
      if (delayMs === 0) throw failure;
      // What ends it early is told by the next attempt.
      await sleep(delayMs, undefined, { signal: this.options.signal }).catch(() => undefined);
    }
  }

  /** @returns why there is no answer. */
  async #attempt(got: Got): Promise<Error | undefined> {
    this.#thrown = undefined;
    try {
      const request = got.post(this.#url(this.api.endpoint.path), this.#gotOptions());
      const giveUp = (reason: 'answer-too-large' | 'not-http'): void => {
        this.#thrown = new ExchangeFailure(reason, true);
        request.cancel();
      };
      void request.on('downloadProgress', ({ transferred }) => {
        if (transferred > MAX_BODY_BYTES) giveUp('answer-too-large');
      });
      // got listens to it and does nothing, so that Node leaves the connection open.
      void request.on('request', (sent) => sent.once('upgrade', () => giveUp('not-http')));
      await request;
      return undefined;
    } catch (error) {
      return this.#errorOf(error);
    }
  }

  #gotOptions(): OptionsOfBufferResponseBody {
    const { agent, endpoint } = this.api;
    return {
      agent: endpoint.protocol === 'https:' ? { https: agent as HttpsAgent } : { http: agent },
      signal: this.options.signal,
      timeout: { request: ATTEMPT_TIMEOUT_MS },
      followRedirect: false,
      throwHttpErrors: false,
      // decodeBody does it, with a limit.
      decompress: false,
      responseType: 'buffer',
      retry: { limit: 0 },
      hooks: {
        beforeRequest: [(request) => this.#ours(() => this.#sign(request))],
        afterResponse: [
          async (response) => {
            await this.#ours(() => this.#read(response));
            return response;
          },
        ],
      },
    };
  }

  #url(path: string): URL {
    const { protocol, host } = this.api.endpoint;
    return new URL(`${protocol}//${host}${path}`);
  }

  async #sign(request: NormalizedOptions): Promise<void> {
    this.#attempts += 1;
    const signed = await this.api.sign(this.call, this.options.signal);
    this.#secrets = signed.secrets;
    request.url = this.#url(signed.request.path);
    request.headers = signed.request.headers;
    request.body = signed.request.body;
  }

  async #read({ statusCode, headers, rawBody }: Response): Promise<void> {
    const body = await decodeBody(rawBody, headers['content-encoding'], MAX_BODY_BYTES);
    this.#answer = this.api.read(
      { status: statusCode, headers, body },
      { query: this.call.action, secrets: this.#secrets },
    );
  }

  async #ours(work: () => Promise<void>): Promise<void> {
    this.#thrown = undefined;
    try {
      await work();
    } catch (error) {
      this.#thrown = error instanceof Error ? error : new Error(String(error));
      throw this.#thrown;
    }
  }

  /** How long to wait before the next attempt, in milliseconds; 0 for none. */
  #delayAfter(failure: Error): number {
    if (this.#attempts >= MAX_ATTEMPTS || !(failure instanceof AliyunIotError)) return 0;
    if (!failure.retryable && !(isClockError(failure) && this.#attempts === 1)) return 0;
    const hintMs = failure.retryAfterMs ?? 0;
    if (hintMs > LONGEST_HINT_MS || !this.options.mayRetry(failure)) return 0;
    const base = failure.kind === 'throttled' ? BASE_DELAY_MS.throttled : BASE_DELAY_MS.otherwise;
    return Math.max(1, hintMs, Math.random() * base * 2 ** (this.#attempts - 1));
  }

  #errorOf(error: unknown): Error {
    if (this.options.signal.aborted) return this.#failed(new ExchangeFailure('aborted', true));
    const thrown = this.#thrown;
    if (thrown instanceof AliyunIotError) return Object.assign(thrown, { attempts: this.#attempts });
    if (thrown instanceof ExchangeFailure) return this.#failed(thrown);
    // A source of credentials may be the user's own code.
    if (thrown) return thrown;
    return this.#failed(exchangeFailureOf(error as RequestError));
  }

  #failed(failure: ExchangeFailure): AliyunIotError {
    return failure.toError({ attempts: this.#attempts, query: true });
  }
}

function exchangeFailureOf({ name, cause, timings }: RequestError): ExchangeFailure {
  const written = timings?.upload !== undefined;
  if (name !== 'TimeoutError') return ExchangeFailure.from(cause, written);
  return new ExchangeFailure(written ? 'attempt-timeout' : 'connect-timeout', written);
}
