import { configError } from '../errors';
import { isLoopback } from '../openapi';

const TLS_PORT = 5671;
const PLAIN_PORT = 5672;
const NAME = /^[\w-]+$/;
/** The region in an endpoint of the cloud API, if that is what was typed instead of the region's ID. */
const API_HOST = /^(?:https?:\/\/)?iot(?:-vpc)?\.([\w-]+)\.aliyuncs\.com(?:[:/]|$)/;

/** Where a connection goes. */
export interface Target {
  host: string;
  port: number;
  secure: boolean;
  /** AMQP source address. */
  source?: string;
}

/**
 * The platform's AMQP endpoint: that of the instance, or of the account for a public instance without an ID.
 *
 * @param options `region`: its ID, or an endpoint of the cloud API that holds it; `uid`: the ID of the Alibaba Cloud account, digits.
 * @throws AliyunIotError of kind `config` when neither instance nor account is known.
 * @see https://help.aliyun.com/document_detail/142489.html
 */
export function amqpUrl(options: { region: string; iotInstanceId?: string; uid?: string }): string {
  const { iotInstanceId, uid } = options;
  const region = API_HOST.exec(options.region)?.[1] ?? options.region;
  if (iotInstanceId && NAME.test(iotInstanceId)) {
    return `amqps://${iotInstanceId}.amqp.iothub.aliyuncs.com:${TLS_PORT}`;
  }
  if (!iotInstanceId && uid && NAME.test(uid) && NAME.test(region)) {
    return `amqps://${uid}.iot-amqp.${region}.aliyuncs.com:${TLS_PORT}`;
  }
  throw configError('amqp-endpoint-unknown', {
    en: 'The AMQP endpoint cannot be told. Enter the ID of the instance (top left in its console page); for a public instance without an ID, the ID of the Alibaba Cloud account (digits) and the region; or copy the endpoint from the console.',
    zh: '无法确定 AMQP 接入地址。请填写实例 ID（见控制台实例详情页）；没有 ID 的公共实例请填写阿里云账号 ID（数字）和地域；也可以从控制台复制接入地址。',
  });
}

/**
 * Reads the address of a subscription.
 *
 * @param text `amqps://host[:port][/source]`, `amqp://` for loopback, or the host with or without port.
 * @throws AliyunIotError of kind `config`.
 */
export function parseAmqpUrl(text: string): Target {
  const trimmed = text.trim();
  const url = tryUrl(trimmed.includes('://') ? trimmed : `amqps://${trimmed}`);
  const host = url?.hostname.replace(/^\[|\]$/g, '');
  if (!url || !host || !/^amqps?:$/.test(url.protocol) || url.username || url.password || url.search) {
    throw configError('amqp-url-invalid', {
      en: 'The AMQP endpoint is unreadable. Enter amqps://host:5671 or the host alone, without user, password or query.',
      zh: '无法识别 AMQP 接入地址。请填写 amqps://host:5671 或仅填写域名，不要包含用户名、密码或查询参数。',
    });
  }
  const secure = url.protocol === 'amqps:';
  if (!secure && !isLoopback(host)) {
    throw configError('amqp-not-encrypted', {
      en: 'amqp:// is for this machine only (the simulator): the platform accepts nothing but TLS. Write amqps:// instead.',
      zh: 'amqp:// 仅用于本机（模拟器），物联网平台只接受 TLS 连接。请改用 amqps://。',
    });
  }
  const source = decodeURIComponent(url.pathname.slice(1));
  const port = url.port ? Number(url.port) : secure ? TLS_PORT : PLAIN_PORT;
  return { host, port, secure, ...(source && { source }) };
}

function tryUrl(text: string): URL | undefined {
  try {
    const url = new URL(text);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    return undefined;
  }
}
