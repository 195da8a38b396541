import type { Credentials } from '../../lib/credentials';

/** What the live suite needs of a real account. */
export interface LiveSettings {
  endpoint: string;
  iotInstanceId: string;
  credentials: Credentials & Record<string, string>;
  productKey: string;
  /** A device that is online, and may run the service below again and again. */
  deviceName: string;
  /** A device that exists and is not connected. */
  offlineDeviceName: string;
  /** A synchronous service without consequences. */
  service: string;
  args: string;
  /** Args in which a float or double is a whole number without a decimal place. */
  floatArgs: string;
  /** An asynchronous service without consequences. */
  asyncService: string;
}

const CONSENT = 'ALIYUN_IOT_LIVE';
const REQUIRED = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'AccessKey ID',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'AccessKey secret',
  ALIYUN_IOT_LIVE_ENDPOINT: 'region ID or base URL',
  ALIYUN_IOT_LIVE_PRODUCT_KEY: 'ProductKey of a test product',
  ALIYUN_IOT_LIVE_DEVICE: 'DeviceName of a test device that is online',
  ALIYUN_IOT_LIVE_SERVICE: 'Identifier of a synchronous service without consequences',
} as const;

/** What is asked only when it is set. */
const OPTIONAL = {
  ALIBABA_CLOUD_SECURITY_TOKEN: 'STS token',
  ALIYUN_IOT_LIVE_INSTANCE: 'instance ID',
  ALIYUN_IOT_LIVE_ARGS: 'Args of the service, default {}',
  ALIYUN_IOT_LIVE_FLOAT_ARGS: 'Args with a whole number for a float, e.g. {"temperature":20}',
  ALIYUN_IOT_LIVE_ASYNC_SERVICE: 'Identifier of an asynchronous service without consequences',
  ALIYUN_IOT_LIVE_OFFLINE_DEVICE: 'DeviceName of a device that is not connected',
} as const;

/**
 * Reads what is needed from the environment.
 *
 * @returns the settings, or why the suite does not run: it calls real devices, so it never runs by accident or in CI.
 */
export function liveSettings(env: NodeJS.ProcessEnv): LiveSettings | { refusal: string } {
  if (env['CI']) return { refusal: 'This suite calls real devices and never runs in CI (CI is set).' };
  if (env[CONSENT] !== 'yes')
    return {
      refusal: `This suite calls real devices. To run it set ${CONSENT}=yes and:\n${list(REQUIRED)}\nand, for more questions:\n${list(OPTIONAL)}`,
    };
  const missing = Object.entries(REQUIRED).filter(([name]) => !env[name]);
  if (missing.length > 0) return { refusal: `Not set:\n${list(Object.fromEntries(missing))}` };
  const value = (name: string): string => env[name] ?? '';
  const token = value('ALIBABA_CLOUD_SECURITY_TOKEN');
  return {
    endpoint: value('ALIYUN_IOT_LIVE_ENDPOINT'),
    iotInstanceId: value('ALIYUN_IOT_LIVE_INSTANCE'),
    credentials: {
      accessKeyId: value('ALIBABA_CLOUD_ACCESS_KEY_ID'),
      accessKeySecret: value('ALIBABA_CLOUD_ACCESS_KEY_SECRET'),
      ...(token && { securityToken: token }),
    },
    productKey: value('ALIYUN_IOT_LIVE_PRODUCT_KEY'),
    deviceName: value('ALIYUN_IOT_LIVE_DEVICE'),
    offlineDeviceName: value('ALIYUN_IOT_LIVE_OFFLINE_DEVICE'),
    service: value('ALIYUN_IOT_LIVE_SERVICE'),
    args: value('ALIYUN_IOT_LIVE_ARGS') || '{}',
    floatArgs: value('ALIYUN_IOT_LIVE_FLOAT_ARGS'),
    asyncService: value('ALIYUN_IOT_LIVE_ASYNC_SERVICE'),
  };
}

function list(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, what]) => `  ${name.padEnd(34)} ${what}`)
    .join('\n');
}
