import type { Language } from '../../errors';
import type { ValidateLevel } from '../../tsl';
import type { DeviceBehaviour } from '../types';

/** The words of the printed description. */
export interface CliTexts {
  running: (url: string) => string;
  exposed: string;
  secretInSeed: string;
  services: string;
  devices: string;
  validate: Readonly<Record<ValidateLevel, string>>;
  behaviour: Readonly<Record<Exclude<DeviceBehaviour['kind'], 'ordinary'>, string>>;
  node: string;
  nodeHow: (url: string) => string;
  client: string;
  amqp: string;
  amqpHow: (url: string) => string;
  mqtt: string;
  mqttHow: (url: string) => string;
  moreSecrets: (count: number, productKey: string) => string;
  stop: string;
}

export const TEXTS: Readonly<Record<Language, CliTexts>> = {
  en: {
    running: (url) => `The simulator runs at ${url}`,
    exposed:
      'It listens beyond this machine: everybody who reaches this port can call it. It holds no real secrets.',
    secretInSeed: 'secret: as in the seed file',
    services: 'services',
    devices: 'devices ',
    validate: { strong: 'strong validation', weak: 'weak validation', none: 'no validation' },
    behaviour: {
      slow: 'slow',
      offline: 'offline',
      'half-open': 'half-open',
      disabled: 'disabled',
      inactive: 'never activated',
      error: 'answers with an error',
      garbled: 'answers with something else than JSON',
    },
    node: 'Node-RED, in the account node',
    nodeHow: (url) =>
      `Endpoint: ${url}, with the AccessKey above. (Its choice "Simulator" starts one of its own.)`,
    client: 'Node.js, with this package',
    amqp: 'Server-side subscription (AMQP 1.0)',
    amqpHow: (url) => `${url}, any consumer group ID, signed with the AccessKey above`,
    mqtt: 'Real devices (MQTT): ProductKey, DeviceName, DeviceSecret',
    mqttHow: (url) => `${url}; a device that connects takes the place of the virtual one.`,
    moreSecrets: (count, productKey) =>
      `${productKey}  and ${count} more; QueryDeviceDetail gives their DeviceSecret.`,
    stop: 'Press Ctrl-C to stop.',
  },
  zh: {
    running: (url) => `模拟器已启动：${url}`,
    exposed: '监听地址不限于本机：能访问该端口的人都可以调用。模拟器中没有真实的密钥。',
    secretInSeed: 'AccessKey Secret 见种子文件',
    services: '服务',
    devices: '设备',
    validate: { strong: '强校验', weak: '弱校验', none: '免校验' },
    behaviour: {
      slow: '应答慢',
      offline: '离线',
      'half-open': '半连接',
      disabled: '已禁用',
      inactive: '未激活',
      error: '返回错误码',
      garbled: '返回非 JSON 内容',
    },
    node: 'Node-RED：在账号节点中',
    nodeHow: (url) => `接入地址填 ${url}，并填写上面的 AccessKey。（选择“模拟器”则会另外启动一个。）`,
    client: 'Node.js：使用本软件包',
    amqp: '服务端订阅（AMQP 1.0）',
    amqpHow: (url) => `${url}，消费组 ID 任意，用上面的 AccessKey 签名`,
    mqtt: '真实设备接入（MQTT）：ProductKey、DeviceName、DeviceSecret',
    mqttHow: (url) => `${url}；真实设备接入后将取代同名的虚拟设备。`,
    moreSecrets: (count, productKey) =>
      `${productKey}  另有 ${count} 个设备，可用 QueryDeviceDetail 查询 DeviceSecret。`,
    stop: '按 Ctrl-C 停止。',
  },
};
