import type { DeviceCall } from './device-call';
import { DeviceReply } from './device-reply';
import { outputsFor } from './outputs';
import type { Platform } from './platform';
import type { Device, ServiceHandler } from './world';

/** The first of the codes a device may choose itself; a handler that fails by accident answers with it. */
const DEVICE_FAILED = 100000;

/**
 * What a virtual device that can be reached answers.
 *
 * @returns the text of its reply, normally an Alink reply in JSON; never rejects.
 * @see https://help.aliyun.com/document_detail/89301.html
 */
export async function replyOf(device: Device, call: DeviceCall, platform: Platform): Promise<string> {
  const { behaviour, handler } = device;
  if (behaviour.kind === 'slow') await platform.timers.wait(behaviour.afterMs);
  if (handler) return handled(handler, call);
  switch (behaviour.kind) {
    case 'garbled':
      return behaviour.text;
    case 'error':
      return alink(call, new DeviceReply(behaviour.code, behaviour.message));
    default:
      return handled(() => outputsFor(call.service, call.params, platform.now()), call);
  }
}

async function handled(handler: ServiceHandler, call: DeviceCall): Promise<string> {
  try {
    const data = await handler({ identifier: call.service.identifier, params: call.params });
    return alink(call, new DeviceReply(200, 'success', data ?? {}));
  } catch (error) {
    if (error instanceof DeviceReply) return alink(call, error);
    return alink(
      call,
      new DeviceReply(DEVICE_FAILED, error instanceof Error ? error.message : String(error)),
    );
  }
}

function alink({ messageId }: DeviceCall, { code, message, data }: DeviceReply): string {
  return JSON.stringify({ code, data, id: messageId, message, version: '1.0' });
}
