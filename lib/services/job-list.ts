import { ValidationError, type Problem, type Texts } from '../errors';
import { argsText, type ArgsText } from './args';
import { duplicate } from './invoke-batch';
import type { InvokeManyJob, ListedDevice } from './many-types';
import type { DeviceTarget } from './read-types';
import { breathe } from './sleep';
import { checkDuration, checkId, checkSettings, isGiven, type CallSettings } from './validate';

/** A device of a job that may be called. */
export interface JobDevice {
  /** ProductKey and DeviceName, or IotId. */
  device: DeviceTarget;
  args: string;
}

/** A job that may begin: checked, with all defaults. */
export interface ValidJob {
  settings: CallSettings;
  /** In the order of the list. */
  devices: readonly JobDevice[];
  concurrency: number;
  /** Infinite when there is none. */
  jobDeadlineMs: number;
  /** About the Args, each once. */
  warnings: Texts[];
}

/** Some 10 ms of work. */
const DEVICES_PER_BREATH = 1_000;
const DEFAULT_CONCURRENCY = 20;
/** More would not be read: a longer list only makes the error too big to show. */
const MAX_PROBLEMS = 100;

/**
 * Checks a whole job before any of it is sent.
 *
 * @throws ValidationError that lists every problem with its place, up to 100.
 */
export async function validateJob(job: InvokeManyJob): Promise<ValidJob> {
  const problems: Problem[] = [];
  if (!['each', 'batch'].includes(job.mode))
    problems.push({ path: 'mode', rule: 'invalid-mode', texts: BAD_MODE });
  const settings = checkSettings(job, problems);
  const jobDeadlineMs = checkDuration('jobDeadlineMs', job.jobDeadlineMs, Infinity, problems);
  const { concurrency = DEFAULT_CONCURRENCY } = job;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    problems.push({ path: 'concurrency', rule: 'invalid-concurrency', texts: BAD_CONCURRENCY });
  }
  if (isGiven(job.productKey)) checkId('productKey', job.productKey, problems);
  const list = new JobList(job, problems);
  const given: unknown = job.devices;
  if (Array.isArray(given) && given.length > 0) await list.addAll([...(given as unknown[])]);
  else problems.push({ path: 'devices', rule: 'empty', texts: EMPTY });
  list.refuseProblems();
  return {
    settings,
    devices: list.devices,
    concurrency,
    jobDeadlineMs,
    warnings: [...list.warnings.values()],
  };
}

/** The devices of a job while they are checked. */
class JobList {
  readonly devices: JobDevice[] = [];
  readonly warnings = new Map<string, Texts>();
  /** By what names the device: its first place in the list. */
  readonly #places = new Map<string, number>();
  /** Each text once: a list of ten thousand devices often has two different Args. */
  readonly #texts = new Map<string, string>();
  readonly #sameArgs: string | undefined;
  #more = 0;

  constructor(
    private readonly job: InvokeManyJob,
    private readonly problems: Problem[],
  ) {
    if (typeof job.args !== 'function') this.#sameArgs = this.#take(argsText(job.args, job.thingModel), '');
  }

  async addAll(given: readonly unknown[]): Promise<void> {
    for (const [index, item] of given.entries()) {
      if (index % DEVICES_PER_BREATH === DEVICES_PER_BREATH - 1) await breathe();
      this.#add(item, index);
      const tooMany = this.problems.length - MAX_PROBLEMS;
      if (tooMany > 0) this.#more += this.problems.splice(MAX_PROBLEMS, tooMany).length;
    }
  }

  refuseProblems(): void {
    if (this.#more > 0) this.problems.push({ path: 'devices', rule: 'more', texts: andMore(this.#more) });
    if (this.problems.length > 0) throw new ValidationError(this.problems);
  }

  #add(item: unknown, index: number): void {
    const path = `devices[${index}]`;
    const before = this.problems.length;
    const device = this.#deviceOf(item, path);
    if (!device || this.problems.length > before) return;
    const key = device.iotId ?? `${device.productKey ?? ''} ${device.deviceName ?? ''}`;
    const first = this.#places.get(key);
    if (first === undefined) this.#places.set(key, index);
    else this.problems.push({ path, rule: 'duplicate', texts: duplicate(`devices[${first}]`) });
    const args = this.#sameArgs ?? this.#argsFor(item as ListedDevice, index);
    this.devices.push({ device, args });
  }

  /** A batch cannot carry an IotId, so there names win; everywhere else the IotId does. */
  #deviceOf(item: unknown, path: string): DeviceTarget | undefined {
    if (typeof item === 'string')
      return this.#named(item, undefined, { deviceName: path, productKey: 'productKey' });
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      this.problems.push({ path, rule: 'not-a-device', texts: NOT_A_DEVICE });
      return undefined;
    }
    const { iotId, deviceName, productKey } = item as DeviceTarget;
    if (isGiven(iotId) && !(this.job.mode === 'batch' && isGiven(deviceName))) {
      checkId(`${path}.iotId`, iotId, this.problems);
      return { iotId };
    }
    return this.#named(deviceName, productKey, {
      deviceName: `${path}.deviceName`,
      productKey: `${path}.productKey`,
    });
  }

  #named(
    deviceName: string | undefined,
    ownProductKey: string | undefined,
    paths: { deviceName: string; productKey: string },
  ): DeviceTarget {
    checkId(paths.deviceName, deviceName, this.problems);
    if (isGiven(ownProductKey)) checkId(paths.productKey, ownProductKey, this.problems);
    else if (!isGiven(this.job.productKey)) this.#noProduct(paths.productKey);
    const productKey = isGiven(ownProductKey) ? ownProductKey : this.job.productKey;
    return { productKey, deviceName };
  }

  /** Said once for all devices that are named by their DeviceName alone. */
  #noProduct(path: string): void {
    if (this.problems.some((problem) => problem.path === path)) return;
    this.problems.push({ path, rule: 'no-product', texts: NO_PRODUCT });
  }

  #argsFor(item: ListedDevice, index: number): string {
    const { args, thingModel } = this.job;
    if (typeof args !== 'function') return '';
    try {
      return this.#take(argsText(args(item, index), thingModel), `devices[${index}].`);
    } catch (cause) {
      const path = `devices[${index}].args`;
      this.problems.push({ path, rule: 'args-failed', texts: argsFailed(cause) });
      return '';
    }
  }

  #take({ text, problems, warnings }: ArgsText, prefix: string): string {
    for (const problem of problems) this.problems.push({ ...problem, path: `${prefix}${problem.path}` });
    for (const warning of warnings) this.warnings.set(warning.en, warning);
    const known = this.#texts.get(text);
    if (known === undefined) this.#texts.set(text, text);
    return known ?? text;
  }
}

function argsFailed(cause: unknown): Texts {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return {
    en: `could not be made for this device: ${detail}`,
    zh: `无法为该设备生成：${detail}`,
  };
}

function andMore(count: number): Texts {
  return { en: `has ${count} more problems.`, zh: `还有 ${count} 个问题未列出。` };
}

const BAD_MODE: Texts = { en: 'must be each or batch.', zh: '必须是 each 或 batch。' };
const BAD_CONCURRENCY: Texts = { en: 'must be a whole number from 1.', zh: '必须是不小于 1 的整数。' };
const EMPTY: Texts = { en: 'must be a list of at least one device.', zh: '必须是至少含一台设备的列表。' };
const NOT_A_DEVICE: Texts = {
  en: 'must be a DeviceName, or an object with deviceName and productKey, or with iotId.',
  zh: '必须是 DeviceName，或包含 deviceName 和 productKey 的对象，或包含 iotId 的对象。',
};
const NO_PRODUCT: Texts = {
  en: 'has no ProductKey. Give one for the whole list, or for this device.',
  zh: '缺少 ProductKey。请为整个列表或该设备提供 ProductKey。',
};
