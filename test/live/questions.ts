import { randomUUID } from 'node:crypto';
import type { Asker, Said } from './asker';
import type { LiveSettings } from './settings';

/** A question about the platform that documents leave open, and how to ask it. */
export interface Question {
  title: string;
  /** False when the settings lack what it takes. */
  when?: (settings: LiveSettings) => boolean;
  ask: (asker: Asker, settings: LiveSettings) => Promise<Said | Said[]>;
}

/** Each is harmless: the only calls that reach a device run a service the user named as one without consequences. */
export const QUESTIONS: readonly Question[] = [
  { title: 'A synchronous call, ACS3', ask: (asker, live) => asker.ask({ params: call(live) }) },
  {
    title: 'The same, HMAC-SHA1',
    ask: (asker, live) => asker.ask({ params: call(live), signature: 'hmac-sha1' }),
  },
  {
    title: 'ACS3 with long Args in the form body: does the gateway read them there?',
    ask: (asker, live) => asker.ask({ params: { ...call(live), Args: padded(live.args) } }),
  },
  {
    title: 'The same nonce twice',
    ask: async (asker, live) => {
      const twice = { params: { ...call(live), DeviceName: 'no-such-device' }, nonce: randomUUID() };
      return [await asker.ask(twice), await asker.ask(twice)];
    },
  },
  {
    title: 'A service that does not exist',
    ask: (asker, live) => asker.ask({ params: { ...call(live), Identifier: 'noSuchService0' } }),
  },
  {
    title: 'A device that does not exist',
    ask: (asker, live) => asker.ask({ params: { ...call(live), DeviceName: 'no-such-device' } }),
  },
  {
    title: 'A product that does not exist',
    ask: (asker, live) => asker.ask({ params: { ...call(live), ProductKey: 'a1NoSuchPk0' } }),
  },
  {
    title: 'Args that are no JSON',
    ask: (asker, live) => asker.ask({ params: { ...call(live), Args: 'not json' } }),
  },
  {
    title: 'A parameter the service does not have',
    ask: (asker, live) => asker.ask({ params: { ...call(live), Args: '{"noSuchParameter0":1}' } }),
  },
  {
    title: 'Args left out',
    ask: (asker, live) => {
      const withoutArgs = Object.entries(call(live)).filter(([name]) => name !== 'Args');
      return asker.ask({ params: Object.fromEntries(withoutArgs) });
    },
  },
  {
    title: 'A whole number for a float',
    when: ({ floatArgs }) => floatArgs !== '',
    ask: (asker, live) => asker.ask({ params: { ...call(live), Args: live.floatArgs } }),
  },
  {
    title: 'A synchronous call to a device that is offline',
    when: ({ offlineDeviceName }) => offlineDeviceName !== '',
    ask: (asker, live) => asker.ask({ params: { ...call(live), DeviceName: live.offlineDeviceName } }),
  },
  {
    title: 'An asynchronous call',
    when: ({ asyncService }) => asyncService !== '',
    ask: (asker, live) => asker.ask({ params: { ...call(live), Identifier: live.asyncService } }),
  },
  {
    title: 'An asynchronous call to a device that is offline, Qos 0 and 1',
    when: ({ asyncService, offlineDeviceName }) => asyncService !== '' && offlineDeviceName !== '',
    ask: async (asker, live) => {
      const params = { ...call(live), Identifier: live.asyncService, DeviceName: live.offlineDeviceName };
      return [await asker.ask({ params }), await asker.ask({ params: { ...params, Qos: '1' } })];
    },
  },
  {
    title: 'The reads: products and the thing model',
    ask: async (asker, live) => [
      await asker.ask({ action: 'QueryProductList', params: { PageSize: '1', CurrentPage: '1' } }),
      await asker.ask({ action: 'GetThingModelTslPublished', params: { ProductKey: live.productKey } }),
      await asker.ask({ action: 'QueryProduct', params: { ProductKey: 'a1NoSuchPk0' } }),
    ],
  },
];

function call({ productKey, deviceName, service, args }: LiveSettings): Record<string, string> {
  return { ProductKey: productKey, DeviceName: deviceName, Identifier: service, Args: args };
}

/** The same Args with so many blanks that the URL would be too long for them. */
function padded(args: string): string {
  return args.replace(/}\s*$/, `${' '.repeat(8_000)}}`);
}
