import { AliyunIotError, type Problem } from '../../lib/errors';
import type { DeviceTarget } from '../../lib/services';
import type { Parameter } from '../../lib/tsl';
import type { SettingProblem } from '../shared/problems';
import type { Asked } from './asked';
import { knownService, readSnapshot, type Snapshot } from './snapshot';
import type { InvokeConfig } from './types';

/** What a node has stored of the thing model, for its messages. */
export class StoredModel {
  readonly #snapshot: Snapshot | undefined;
  readonly #unreadable: SettingProblem | undefined;
  readonly #isForm: boolean;

  /**
   * @param config the node's settings.
   */
  constructor({ thingModel, argsType }: InvokeConfig) {
    this.#isForm = argsType === 'form';
    if (!thingModel) return;
    try {
      this.#snapshot = readSnapshot(thingModel);
    } catch (error) {
      if (!(error instanceof AliyunIotError)) throw error;
      this.#unreadable = {
        label: { en: 'Thing model', zh: '物模型' },
        rule: error.code,
        texts: error.texts,
      };
    }
  }

  /** The inputs of the service that is known; none when there is no such. */
  get inputs(): readonly Parameter[] {
    return this.#snapshot?.known.service.inputs ?? [];
  }

  /**
   * Adds the service to a request that calls it. Another service is called without: this is not the place to look
   * things up. But a form that was filled in for one service must not go to another.
   *
   * @param debug told why the model was not used.
   */
  addTo(asked: Asked, debug: (text: string) => void): void {
    if (this.#unreadable) asked.settings.push(this.#unreadable);
    if (!this.#snapshot) return;
    const { request, problems } = asked;
    const own = this.#snapshot.known.service.identifier;
    // Products that share a service share what was filled in for it.
    const snapshot = this.#isForm ? { ...this.#snapshot, productKey: '' } : this.#snapshot;
    const productKey = productCalled(asked, snapshot.productKey);
    const known = knownService(snapshot, { ...request, productKey });
    if (known) request.thingModel = known;
    else if (this.#isForm && request.identifier !== '') problems.push(otherService(own, request.identifier));
    else debug(`The thing model of ${own} was not used: the message calls something else`);
  }
}

/** A list may have devices of several products: one that the model does not hold for is enough not to use it. */
function productCalled({ request, list }: Asked, own: string): string | undefined {
  const listed = (list?.devices ?? []).map((device) => (device as Partial<DeviceTarget> | null)?.productKey);
  return listed.find((productKey) => productKey && productKey !== own) ?? request.productKey;
}

function otherService(own: string, called: string): Problem {
  return {
    path: 'args',
    rule: 'other-service',
    texts: {
      en: `the form was filled in for the service ${own}, but the message calls ${called}. Take the arguments from the message as well, or call ${own}.`,
      zh: `表单是为服务 ${own} 填写的，但消息要调用 ${called}。请改为从消息中获取参数，或调用 ${own}。`,
    },
  };
}
