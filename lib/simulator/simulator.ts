import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configError } from '../errors';
import { Faults } from './faults';
import { handle, type GatewayState } from './gateway';
import { History } from './history';
import { Nonces } from './nonces';
import { createPlatform } from './platform';
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
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (incoming, outgoing) => {
    void handle({ incoming, outgoing }, state);
  });
  const port = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  return control(server, state, urlOf(options.host ?? '127.0.0.1', port), port);
}

function control(server: Server, state: GatewayState, url: string, port: number): Simulator {
  const { platform, faults, nonces, quotas, calls } = state;
  return {
    url,
    port,
    executions: platform.executions.entries,
    calls: calls.entries,
    addFault: (fault: Fault) => faults.add(fault),
    setBehaviour: (productKey, deviceName, behaviour) => {
      Object.assign(deviceOf(platform.world, productKey, deviceName), {
        behaviour,
        changedAt: platform.now(),
      });
    },
    onService: (productKey, deviceName, handler) => {
      deviceOf(platform.world, productKey, deviceName).handler = handler;
    },
    reset: () => {
      for (const part of [platform.executions, calls, faults, nonces, ...quotas.values()]) part.clear();
      for (const device of platform.world.devicesByIotId.values()) {
        device.behaviour = device.seeded;
        delete device.handler;
      }
    },
    close: () => {
      platform.timers.clear();
      return close(server);
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

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(listenError(error, port, host));
    });
    server.listen(port, host, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') {
    return configError('port-taken', {
      en: `Port ${port} is taken by another program. Choose another one, or 0 for any free port.`,
      zh: `端口 ${port} 已被其他程序占用，请换一个端口，或用 0 表示任意空闲端口。`,
    });
  }
  return configError(
    'cannot-listen',
    {
      en: `The simulator cannot listen on ${host} port ${port} (${error.code ?? error.message}). Choose another host or port.`,
      zh: `模拟器无法监听 ${host} 的端口 ${port}（${error.code ?? error.message}），请更换主机或端口。`,
    },
    error,
  );
}

/** An address that stands for "any" is reached over loopback. */
function urlOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
