import type { Parameters } from '../parameters';
import type { Platform } from '../platform';

/** What an action is asked. */
export interface ActionCall {
  parameters: Parameters;
  requestId: string;
}

/** One API of the service. */
export interface Action {
  name: string;
  /** Parameters without which the gateway refuses the request. */
  required: readonly string[];
  /**
   * Does it.
   *
   * @returns the fields beside `RequestId` and `Success`.
   * @throws BusinessRefusal
   */
  run(call: ActionCall, platform: Platform): object | Promise<object>;
}
