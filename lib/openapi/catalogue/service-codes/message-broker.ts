import type { CatalogueEntry } from '../types';

/**
 * The `iot.messagebroker` family: the way from the platform to the device. Bare words (`OFFLINE`) are the values of
 * RRpc's second code, `RrpcCode`, and mean the same.
 *
 * With Qos 1 the platform keeps what it could not deliver and sends it when the device reconnects, hence
 * `qos1MayDeliver` where the connection was the trouble.
 *
 * @see https://help.aliyun.com/document_detail/87387.html
 * @see https://help.aliyun.com/document_detail/69797.html (RrpcCode)
 */
export const MESSAGE_BROKER_CODES: readonly CatalogueEntry[] = [
  {
    codes: ['iot.messagebroker.OFFLINE', 'OFFLINE'],
    kind: 'offline',
    executed: 'no',
    qos1MayDeliver: true,
    texts: {
      en: 'The device is offline, so it did not get the call. Check its power and network, and its status in the console; a synchronous service needs a device that is online.',
      zh: '设备离线，未收到调用。请检查设备的电源和网络，并在控制台查看设备状态；同步服务要求设备在线。',
    },
  },
  {
    codes: ['iot.messagebroker.HALFCONN', 'HALFCONN'],
    kind: 'offline',
    executed: 'no',
    qos1MayDeliver: true,
    texts: {
      en: 'The connection to the device is half open: it is lost, but its heartbeat is not overdue yet. Wait one keep-alive period of the device, then look at its status; a shorter keep-alive shows this earlier.',
      zh: '设备处于半连接状态：连接已断开，但心跳尚未超时。请等待一个心跳周期后再查看设备状态；缩短设备的心跳间隔可更早发现断线。',
    },
  },
  {
    codes: ['iot.messagebroker.TIMEOUT', 'TIMEOUT'],
    kind: 'timeout',
    executed: 'unknown',
    qos1MayDeliver: true,
    texts: {
      en: 'The device did not answer in time (8 seconds for a synchronous service), but it may have acted. Check the device before you call again; make a service that takes longer asynchronous in the thing model.',
      zh: '设备未在规定时间内应答（同步服务为 8 秒），但可能已经执行。再次调用前请先确认设备状态；耗时较长的服务请在物模型中改为异步调用。',
    },
  },
  {
    codes: ['UNKNOWN'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'The platform does not know how the request to the device ended. Check the device before you call again, and look at the IoT Platform log in the console.',
      zh: '平台无法确定发往设备的请求结果如何。再次调用前请先确认设备状态，并查看控制台的云端运行日志。',
    },
  },
  {
    codes: ['iot.messagebroker.RateLimit'],
    kind: 'throttled',
    executed: 'no',
    texts: {
      en: 'Too many messages to the device: one device gets up to about 50 a second. Send less often to this device, e.g. with a Delay node that limits the rate.',
      zh: '下发给设备的消息过于频繁：单个设备每秒约 50 条。请降低对该设备的调用频率，例如使用限速的 Delay 节点。',
    },
  },
  {
    codes: ['iot.messagebroker.RrpcException', 'iot.messagebroker.RrpcFailed'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'The platform failed while it sent the synchronous request (RRPC) to the device, which may have acted. Check the device and the IoT Platform log in the console before you call again.',
      zh: '平台向设备发送同步请求（RRPC）时出错，设备可能已经执行。再次调用前请先确认设备状态，并查看控制台的云端运行日志。',
    },
  },
  {
    codes: ['iot.messagebroker.PublishMessageException', 'iot.messagebroker.PublishMessageFailed'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'The platform failed while it published the message to the device, which may have got it. Check the device and the IoT Platform log in the console before you send again.',
      zh: '平台向设备发布消息时出错，设备可能已经收到。再次发送前请先确认设备状态，并查看控制台的云端运行日志。',
    },
  },
  {
    codes: ['iot.messagebroker.InvalidTimeoutValue'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The Timeout of the request to the device is out of range. RRpc takes 1000 to 8000 milliseconds.',
      zh: '超时时间（Timeout）超出范围。RRpc 允许 1000~8000 毫秒。',
    },
  },
  {
    codes: ['iot.messagebroker.NullMessageContent', 'iot.messagebroker.MessageContentIsNotBase64Encode'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The content of the message is empty or not base64. Encode the payload as base64 before sending it.',
      zh: '消息内容为空，或未经 base64 编码。请先将消息内容编码为 base64 再发送。',
    },
  },
  {
    codes: ['iot.messagebroker.NullTopicName', 'iot.messagebroker.InvalidFormattedTopicName'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: "The topic is empty or malformed. Copy it from the Topic List tab of the device's page in the console.",
      zh: 'Topic 为空或格式错误。请从控制台设备详情页的 Topic 列表中复制。',
    },
  },
  {
    codes: ['iot.message.broker.ParamCheckError'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The message service refuses a parameter of the request. Check target, topic and content.',
      zh: '消息服务校验参数未通过。请检查目标设备、Topic 和消息内容。',
    },
  },
  {
    codes: ['iot.message.broker.ProductCheckError'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The message service refuses the product of the request. Check the ProductKey, the instance ID of the account, and that the product supports this kind of message.',
      zh: '消息服务校验产品未通过。请检查 ProductKey、账号中的实例 ID，以及该产品是否支持此类消息。',
    },
  },
  {
    codes: ['iot.message.broker.SystemError'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'The message service of the platform failed. The device may have got the message, so check it before you send again.',
      zh: '平台的消息服务出错。设备可能已经收到消息，再次发送前请先确认设备状态。',
    },
  },
];
