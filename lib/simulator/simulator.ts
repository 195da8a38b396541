import { createServer } from 'node:http';
import { configError } from '../errors';
import { changeBehaviour } from './device-state';
import { Faults } from './faults';
import { handle, type GatewayState } from './gateway';
import { History } from './history';
import { listen, urlOf, type Listening } from './listen';
import { Nonces } from './nonces';
import { createPlatform } from './platform';
import { Ports } from './ports';
import { Quota } from './quota';
import { DEFAULT_SEED } from './seed';
import { checkSeed } from './seed-check';
import type { Fault, GatewayCall, Simulator, SimulatorOptions } from './types';
import { createWorld, type Device, type World } from './world';

/** The documented limit of InvokeThingService. https://help.aliyun.com/document_detail/69584.html */
const INVOKE_QPS = 500;
/** The documented limit of InvokeThingsService. https://help.aliyun.com/document_detail/96242.html */
const INVOKE_THINGS_QPS = 10;
const MAX_CALLS = 10_000;
/** The official SDK puts all parameters into the query; how long it may be for the real gateway is not documented. */
const MAX_HEADER_BYTES = 256 * 1024;

/**
 * Starts the platform on this machine.
 *
 * @returns when it listens.
 * @throws AliyunIotError of kind `config` when the seed is wrong or the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const now = options.now ?? Date.now;
  const state: GatewayState = {
    platform: createPlatform(createWorld(checkSeed(options.seed ?? DEFAULT_SEED), now()), options),
    faults: new Faults(),
    nonces: new Nonces(),
    quotas: new Map([
      ['InvokeThingService', new Quota(options.invokeQps ?? INVOKE_QPS)],
      ['InvokeThingsService', new Quota(options.invokeThingsQps ?? INVOKE_THINGS_QPS)],
    ]),
    calls: new History<GatewayCall>(MAX_CALLS),
  };
  const host = options.host ?? '127.0.0.1';
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (incoming, outgoing) => {
    void handle({ incoming, outgoing }, state);
  });
  const gateway = await listen(server, options.port ?? 0, host);
  const ports = new Ports(state.platform, options);
  const simulator = control(gateway, ports, state, urlOf('http', host, gateway.port));
  await ports.startMqtt().catch(async (error: unknown) => {
    await simulator.close();
    throw error;
  });
  return simulator;
}

function control(gateway: Listening, ports: Ports, state: GatewayState, url: string): Simulator {
  const { platform, faults, nonces, quotas, calls } = state;
  const { world, messages, executions, timers } = platform;
  return {
    url,
    port: gateway.port,
    executions: executions.entries,
    calls: calls.entries,
    get amqpUrl() {
      return ports.amqpUrl;
    },
    get mqttUrl() {
      return ports.mqttUrl;
    },
    get consumerGroups() {
      return messages.states;
    },
    startAmqp: () => ports.startAmqp(),
    stopAmqp: () => ports.stopAmqp(),
    publish: (message) => messages.publish(message),
    endConsumers: (end, consumerGroupId) => ports.endConsumers(end, consumerGroupId),
    addFault: (fault: Fault) => faults.add(fault),
    setBehaviour: (productKey, deviceName, behaviour) => {
      changeBehaviour(deviceOf(world, productKey, deviceName), behaviour, platform);
    },
    onService: (productKey, deviceName, handler) => {
      deviceOf(world, productKey, deviceName).handler = handler;
    },
    reset: () => {
      for (const part of [executions, calls, faults, nonces, messages, ...quotas.values()]) part.clear();
      for (const device of world.devicesByIotId.values()) {
        device.behaviour = device.seeded;
        delete device.handler;
      }
    },
    close: async () => {
      timers.end();
      await Promise.all([gateway.close(), ports.close()]);
    },
  };
}

function deviceOf(world: World, productKey: string, deviceName: string): Device {
  const device = world.products.get(productKey)?.devices.get(deviceName);
  if (device) return device;
  throw configError('no-such-device', {
    en: `The simulator has no device ${deviceName} of the product ${productKey}.`,
    zh: `模拟器中没有产品 ${productKey} 的设备 ${deviceName}。`,
  });
}
