/** A device written with the vendor's own SDK, `alibabacloud-iot-device-sdk`, which has no types. */
import { once, type EventEmitter } from 'node:events';
import type { Simulator } from '../../lib/simulator';
import { deviceSecretOf } from '../../lib/simulator/world';

export type PostReply = { code: number };

/** A call as the SDK hands it over. */
interface ServiceCall {
  id: string;
  params: Record<string, unknown>;
}
type Answer = (reply: { id: string; code: number; data: object }, type?: 'sync') => void;

/** The part of the SDK that is used. */
export interface OfficialDevice extends EventEmitter {
  onService(name: string, handler: (call: ServiceCall, reply: Answer) => void): void;
  subscribe(topic: string, done: () => void): void;
  postProps(params: object, done: (reply: PostReply) => void): void;
  postEvent(name: string, params: object, done: (reply: PostReply) => void): void;
  end(force: boolean): void;
}
interface OfficialSdk {
  device(options: Record<string, unknown>): OfficialDevice;
}

const sdk = require('alibabacloud-iot-device-sdk') as OfficialSdk;

/** The pump of the simulator that waits for a real device. */
export const REAL_PUMP = { productKey: 'a1SimPump01', deviceName: 'pump-real' };

/**
 * Connects the pump: `start` answers a synchronous call, `stop` refuses it with a code of its own, and `selfTest` answers
 * an asynchronous one.
 */
export async function connectRealPump(simulator: Simulator): Promise<OfficialDevice> {
  const { productKey, deviceName } = REAL_PUMP;
  const deviceSecret = deviceSecretOf(productKey, deviceName);
  const device = sdk.device({ productKey, deviceName, deviceSecret, brokerUrl: simulator.mqttUrl });
  device.onService('start', ({ id, params }, reply) => {
    const flow = Number(params['speed']) / 25;
    reply({ id, code: 200, data: { flow, startedAt: '1524448722000' } }, 'sync');
  });
  device.onService('stop', ({ id }, reply) => reply({ id, code: 100002, data: {} }, 'sync'));
  device.onService('selfTest', ({ id }, reply) => reply({ id, code: 200, data: { passed: 1 } }));
  await once(device, 'connect');
  // The SDK subscribes to the first service alone.
  await new Promise<void>((resolve) => {
    device.subscribe(`/sys/${productKey}/${deviceName}/thing/service/selfTest`, resolve);
  });
  return device;
}
