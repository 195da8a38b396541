import { configError, type Problem } from '../errors';
import { staticCredentials } from '../credentials';
import { AdaptiveRate, Limiter, RetryBudget } from '../limits';
import { createAgent, isLoopback, OpenApi, parseEndpoint, Reader } from '../openapi';
import { SIMULATOR_ACCESS_KEY_ID } from '../simulator/keys';
import type { ThingModel } from '../tsl';
import { checkConnection } from './connection-check';
import { allDevices, getDeviceStatus, queryDevice, queryDeviceDetail } from './devices';
import type { InvokeContext } from './plan';
import { InFlight } from './in-flight';
import { invoke } from './invoke';
import { invokeThings } from './invoke-batch';
import { invokeMany } from './invoke-many';
import { admittersOf } from './limits';
import type * as Many from './many-types';
import { queryProduct, queryProductList } from './products';
import { READ_LIMITS, type ReadContext } from './read';
import type * as Read from './read-types';
import { getThingModel } from './thing-model';
import { notReadable, unreadable } from './readable';
import type { Client, ClientOptions, InvokeOutcome, InvokeRequest } from './types';
import { checkId } from './validate';

/**
 * Makes a client for one account. It keeps connections alive and holds the account's share of the quota, so make one
 * and use it for every call; `close()` ends it.
 *
 * @throws AliyunIotError of kind `config` for a setting that cannot work, before any network is touched.
 */
export function createClient(options: ClientOptions): Client {
  if (typeof (options as unknown) !== 'object' || (options as unknown) === null) throw optionsMissing();
  return new AccountClient(options);
}

class AccountClient implements Client {
  readonly #context: InvokeContext;
  readonly #reads: ReadContext;
  readonly #inFlight = new InFlight();
  readonly #destroyAgent: () => void;
  #closed = false;

  constructor(options: ClientOptions) {
    const endpoint = parseEndpoint(options.endpoint);
    refuseSimulatorKeys(options.accessKeyId, endpoint.hostname);
    const agent =
      options.agent ??
      createAgent({ endpoint: `${endpoint.protocol}//${endpoint.host}`, proxy: 'environment' });
    this.#destroyAgent = options.agent ? () => undefined : () => agent.destroy();
    const api = new OpenApi({
      endpoint,
      agent,
      signature: signatureOf(options),
      credentials:
        options.credentials ??
        staticCredentials({
          accessKeyId: options.accessKeyId ?? '',
          accessKeySecret: options.accessKeySecret ?? '',
          securityToken: options.securityToken,
        }),
    });
    const iotInstanceId = instanceIdOf(options.iotInstanceId);
    const admitters = admittersOf(options.limits, endpoint.host);
    this.#context = { ...admitters, api, budget: new RetryBudget(), iotInstanceId };
    // Of their own, so that lists that open in an editor take nothing from what a flow invokes.
    this.#reads = {
      reader: new Reader(api),
      limiter: new Limiter({ ...READ_LIMITS, rate: new AdaptiveRate(READ_LIMITS.maxQps) }),
      budget: new RetryBudget(),
      iotInstanceId,
    };
  }

  invoke(request: InvokeRequest): Promise<InvokeOutcome> {
    return this.#run(request, (signal) => invoke(request, this.#context, signal));
  }

  invokeThings(request: Many.InvokeThingsRequest): Promise<Many.InvokeThingsOutcome> {
    return this.#run(request, (signal) => invokeThings(request, this.#context, signal));
  }

  invokeMany(job: Many.InvokeManyJob): Promise<Many.InvokeManySummary> {
    return this.#run(job, (signal) => invokeMany(job, this.#context, signal));
  }

  queryProductList(query: Read.ProductListQuery = {}): Promise<Read.ProductPage> {
    return this.#run(query, (signal) => queryProductList(query, this.#reads, signal));
  }

  queryProduct(productKey: string, options: Read.ReadOptions = {}): Promise<Read.Product> {
    return this.#run(options, (signal) => queryProduct(productKey, this.#reads, signal));
  }

  queryDevice(query: Read.DeviceQuery): Promise<Read.DevicePage> {
    return this.#run(query, (signal) => queryDevice(query, this.#reads, signal));
  }

  devices(
    productKey: string,
    options: Omit<Read.DeviceQuery, 'productKey' | 'nextToken'> = {},
  ): AsyncIterable<Read.DeviceSummary> {
    return allDevices((nextToken) => this.queryDevice({ ...options, productKey, nextToken }));
  }

  queryDeviceDetail(target: Read.DeviceTarget, options: Read.ReadOptions = {}): Promise<Read.DeviceDetail> {
    return this.#run(options, (signal) => queryDeviceDetail(target, this.#reads, signal));
  }

  getDeviceStatus(target: Read.DeviceTarget, options: Read.ReadOptions = {}): Promise<Read.DeviceState> {
    return this.#run(options, (signal) => getDeviceStatus(target, this.#reads, signal));
  }

  getThingModel(productKey: string, query: Read.ThingModelQuery = {}): Promise<ThingModel[]> {
    return this.#run(query, (signal) => getThingModel(productKey, query, this.#reads, signal));
  }

  checkConnection(options: Read.ReadOptions = {}): Promise<Read.ConnectionCheck[]> {
    const { api, iotInstanceId } = this.#context;
    const { reader } = this.#reads;
    return this.#run(options, (signal) => checkConnection({ api, reader, iotInstanceId }, signal));
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#inFlight.abort();
    this.#context.closeLimiters();
    this.#destroyAgent();
    return Promise.resolve();
  }

  #run<T>(request: { signal?: AbortSignal }, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      const refusal = this.#closed ? closedError() : unreadable(request);
      return refusal ? Promise.reject(refusal) : this.#inFlight.run(request.signal, call);
    } catch (error) {
      return Promise.reject(notReadable(error));
    }
  }
}

function signatureOf({ signature = 'acs3-hmac-sha256' }: ClientOptions): 'acs3-hmac-sha256' | 'hmac-sha1' {
  // Callers in plain JavaScript, and flows edited by hand, are not held by the type.
  const given: string = signature;
  if (given === 'acs3-hmac-sha256' || given === 'hmac-sha1') return given;
  throw configError('signature-unknown', {
    en: 'The signature must be acs3-hmac-sha256 or hmac-sha1.',
    zh: '签名算法必须是 acs3-hmac-sha256 或 hmac-sha1。',
  });
}

function instanceIdOf(iotInstanceId: string | undefined): string | undefined {
  if (iotInstanceId === undefined || iotInstanceId === '') return undefined;
  const problems: Problem[] = [];
  checkId('iotInstanceId', iotInstanceId, problems);
  const [problem] = problems;
  if (!problem) return iotInstanceId;
  throw configError('instance-id-invalid', {
    en: `The instance ID ${problem.texts.en} Copy it from the console.`,
    zh: `实例 ID ${problem.texts.zh}请从控制台复制。`,
  });
}

// The simulator's keys are public. Sent elsewhere they could only mean that the wrong endpoint is set.
function refuseSimulatorKeys(accessKeyId: string | undefined, hostname: string): void {
  if (accessKeyId !== SIMULATOR_ACCESS_KEY_ID || isLoopback(hostname)) return;
  throw configError('simulator-keys', {
    en: "The simulator's built-in AccessKey works with the simulator only. Use the AccessKey of your own account.",
    zh: '模拟器内置的 AccessKey 只能用于模拟器。请使用您自己账号的 AccessKey。',
  });
}

function optionsMissing(): Error {
  return configError('options-missing', {
    en: 'createClient needs an object with at least an endpoint and the AccessKey.',
    zh: 'createClient 需要一个对象，至少包含接入地址和 AccessKey。',
  });
}

function closedError(): Error {
  return configError('client-closed', {
    en: 'The client is closed. Make a new one with createClient.',
    zh: '客户端已关闭，请用 createClient 重新创建。',
  });
}
