import type { InvokeOutcome, InvokeRequest } from '../../../lib/services';
import { dialogAccount } from '../../account/admin/account-shape';
import type { AccountDesk, DeskRequest } from '../../account/admin/desk';
import type { AdminRoute } from '../../shared/admin/routes';
import { anyObject, count, either, object, optional, text } from '../../shared/admin/shape';
import { readSnapshot } from '../snapshot';

/** A call as the form has it. */
interface Attempt {
  productKey?: string;
  deviceName?: string;
  iotId?: string;
  identifier: string;
  args?: string | object;
  qos?: number;
  timeoutMs?: number;
  /** As the node stores it. */
  thingModel?: string | object;
}

interface TryItRequest extends DeskRequest {
  request: Attempt;
}

const id = optional(text(256));
/** More than a message to a device can hold; the client says so in its own words. */
const MAX_ARGS = 300_000;
const MAX_MODEL = 600_000;

/** Calls a service of a device with the values of the form, once, and for real. */
export function tryItRoute(desk: AccountDesk): AdminRoute<TryItRequest> {
  return {
    path: 'invoke',
    permission: 'aliyun-iot.write',
    shape: object<TryItRequest>({
      account: dialogAccount,
      request: object<Attempt>({
        productKey: id,
        deviceName: id,
        iotId: id,
        identifier: text(100),
        args: optional(either(anyObject, text(MAX_ARGS))),
        qos: optional(count(0, 1)),
        timeoutMs: optional(count(1_000, 120_000)),
        thingModel: optional(either(anyObject, text(MAX_MODEL))),
      }),
    }),
    answer: async (input, call) => {
      const account = await desk.resolve(input, call);
      const request = { ...requestOf(input.request), signal: call.signal };
      return answerOf(await desk.withClient(account, (client) => client.invoke(request)));
    },
  };
}

function requestOf({ thingModel, qos, ...attempt }: Attempt): InvokeRequest {
  const service = thingModel ? readSnapshot(thingModel).known : undefined;
  return {
    ...attempt,
    ...(qos !== undefined && { qos: qos === 1 ? 1 : 0 }),
    ...(service?.service.identifier === attempt.identifier && { thingModel: service }),
  };
}

function answerOf({ warnings, ...outcome }: InvokeOutcome): object {
  return {
    ...outcome,
    warnings: warnings?.map(({ en, zh }) => ({ message: en, messageZh: zh })),
  };
}
