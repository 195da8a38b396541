import type { CatalogueEntry } from './types';

/**
 * Numbers a reply carries in `code`: the device's own, and those the platform puts there (or into its log) when it
 * could not deliver a call or a reply.
 *
 * `executed` of 400, 429 and 460 is that of a device that answered. Where they come from the platform (the reply of an
 * asynchronous call), `yes` errs on the safe side: nothing is repeated.
 *
 * @see https://help.aliyun.com/document_detail/89309.html (device codes)
 * @see https://help.aliyun.com/document_detail/73736.html (replies of asynchronous calls)
 * @see https://help.aliyun.com/document_detail/44542.html (IoT Platform logs)
 */
export const REPLY_CODES: readonly CatalogueEntry[] = [
  {
    codes: ['400'],
    kind: 'device',
    executed: 'yes',
    texts: {
      en: "The device failed while it carried out the service. Its reply (message, data) may say why; otherwise see the device's own log.",
      zh: '设备执行服务时出错。请查看应答中的 message 和 data，或设备本地日志。',
    },
  },
  {
    codes: ['429'],
    kind: 'device',
    executed: 'yes',
    texts: {
      en: 'The device is too busy for this call (or, in the reply of an asynchronous call, the platform throttled it). Call this device less often.',
      zh: '设备繁忙，无法处理此调用（异步调用的应答中也可能是平台限流）。请降低对该设备的调用频率。',
    },
  },
  {
    codes: ['460'],
    kind: 'device',
    executed: 'yes',
    texts: {
      en: 'The device does not accept the parameters. Compare Args with the inputs of the service, and with what the firmware of the device expects.',
      zh: '设备校验参数未通过。请对照服务的输入参数和设备固件的要求检查 Args。',
    },
  },
  {
    codes: ['403'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'The platform forbids the message: the Alibaba Cloud account has an overdue bill, or the device has no permission for the topic. Check the Expenses and Costs console first.',
      zh: '请求被平台禁止：阿里云账号欠费，或设备没有该 Topic 的权限。请先到费用与成本控制台查看是否欠费。',
    },
  },
  {
    codes: ['9200'],
    kind: 'offline',
    executed: 'no',
    texts: {
      en: 'The device has never connected to IoT Platform. Check the device certificate and the network on the device; its page in the console shows when it is activated.',
      zh: '设备未激活，从未连接过物联网平台。请检查设备上的设备证书和网络；激活后可在控制台的设备详情页看到激活时间。',
    },
  },
  {
    codes: ['9201'],
    kind: 'offline',
    executed: 'no',
    qos1MayDeliver: true,
    texts: {
      en: 'The device is offline. Check its power and network, and its status in the console; call again once it is online.',
      zh: '设备离线。请检查设备的电源和网络，并在控制台查看设备状态；设备上线后再调用。',
    },
  },
  {
    // Seen when the reply is published as well as when the request is subscribed to: it may have acted.
    codes: ['9236'],
    kind: 'config',
    executed: 'unknown',
    texts: {
      en: "The device used a topic without the permission to publish or subscribe. Compare the topics in its firmware with the Topic List tab of the device's page in the console.",
      zh: '设备发布或订阅了没有权限的 Topic。请对照控制台设备详情页的 Topic 列表检查设备固件使用的 Topic。',
    },
  },
  {
    codes: ['1901'],
    kind: 'offline',
    executed: 'unknown',
    texts: {
      en: 'The platform could not send to the device because the connection is congested. Check the network of the device, and whether it reads its messages fast enough.',
      zh: '设备的连接拥塞，平台下发消息失败。请检查设备的网络和消息处理能力。',
    },
  },
  {
    codes: ['1902', '1950'],
    kind: 'offline',
    executed: 'unknown',
    texts: {
      en: 'The network failed while the platform wrote the message to the device, which may have got it. Check the network and the status of the device before you call again.',
      zh: '平台向设备写入消息时网络异常，设备可能已经收到。再次调用前请先检查设备的网络和状态。',
    },
  },
  {
    codes: ['1903'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: "The topic of the message is malformed. Copy it from the Topic List tab of the device's page in the console.",
      zh: '消息的 Topic 格式错误。请从控制台设备详情页的 Topic 列表中复制。',
    },
  },
  {
    // Usually the reply to a call that had timed out; the platform does not say which, or whether it was a success.
    codes: ['1904'],
    kind: 'timeout',
    executed: 'unknown',
    texts: {
      en: 'The device replied (RRPC) after the platform had stopped waiting, so it has probably acted. Have the device reply within 8 seconds, or make the service asynchronous in the thing model.',
      zh: '平台已停止等待后才收到设备的 RRPC 应答，设备很可能已经执行。请让设备在 8 秒内应答，或在物模型中将服务改为异步调用。',
    },
  },
  {
    codes: ['1905'],
    kind: 'timeout',
    executed: 'unknown',
    qos1MayDeliver: true,
    texts: {
      en: 'The device did not reply (RRPC) within 8 seconds, but it may have acted. Check that its firmware replies to the topic and with the id of the request.',
      zh: '设备未在 8 秒内应答 RRPC 请求，但可能已经执行。请检查设备固件是否按请求的 Topic 和 id 应答。',
    },
  },
];

/**
 * Codes 100000 to 110000, which every manufacturer defines for its own devices.
 *
 * @see https://help.aliyun.com/document_detail/89309.html
 */
export const CUSTOM_DEVICE_CODE: CatalogueEntry = {
  codes: ['100000-110000'],
  kind: 'device',
  executed: 'yes',
  texts: {
    en: "The device answered with an error code of its manufacturer. Look it up in the device's manual; its reply (message, data) may say more.",
    zh: '设备返回了厂商自定义的错误码。请查阅设备手册，并查看应答中的 message 和 data。',
  },
};
