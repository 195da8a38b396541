import { createHmac } from 'node:crypto';
import type { Credentials } from '../credentials';
import { configError } from '../errors';

/** Who subscribes. */
export interface Subscriber {
  clientId: string;
  consumerGroupId: string;
  iotInstanceId?: string;
}

/** What SASL PLAIN carries. */
export interface Login {
  username: string;
  password: string;
}

const LONGEST_CLIENT_ID = 64;
// What would end a value in the user name.
const DELIMITER = /[\s,|=&]/;

/**
 * Checks what goes into the user name.
 *
 * @throws AliyunIotError of kind `config`.
 */
export function checkSubscriber({ clientId, consumerGroupId, iotInstanceId = '' }: Subscriber): void {
  if (!consumerGroupId || DELIMITER.test(consumerGroupId)) {
    throw configError('consumer-group-invalid', {
      en: 'The consumer group ID is missing or has a blank or a delimiter in it. Copy it from the console: message forwarding, server-side subscription, consumer groups.',
      zh: '消费组 ID 缺失，或包含空格、分隔符。请从控制台的“消息转发 > 服务端订阅 > 消费组列表”中复制。',
    });
  }
  if (!clientId || clientId.length > LONGEST_CLIENT_ID || DELIMITER.test(clientId)) {
    throw configError('client-id-invalid', {
      en: `The client ID must have 1 to ${LONGEST_CLIENT_ID} characters and none of: blank , | = &`,
      zh: `clientId 的长度须为 1 到 ${LONGEST_CLIENT_ID} 个字符，且不能包含空格和 , | = &`,
    });
  }
  if (DELIMITER.test(iotInstanceId)) {
    throw configError('instance-id-invalid', {
      en: 'The instance ID has a blank or a delimiter in it. Copy it from the console.',
      zh: '实例 ID 中包含空格或分隔符。请从控制台复制。',
    });
  }
}

/**
 * User name and password of one connection. HMAC-SHA1, because every official sample and every compatible platform
 * knows it; the password is a signature of nothing but key ID, token and time.
 *
 * @param now UTC milliseconds.
 * @see https://help.aliyun.com/document_detail/142489.html
 */
export function signLogin(subscriber: Subscriber, credentials: Credentials, now: number): Login {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  const timestamp = String(now);
  const token: Record<string, string> = securityToken ? { securityToken } : {};
  const signed = { authId: accessKeyId, ...token, timestamp };
  const named = {
    ...(subscriber.iotInstanceId && { iotInstanceId: subscriber.iotInstanceId }),
    authMode: securityToken ? 'ststoken' : 'aksign',
    signMethod: 'hmacsha1',
    consumerGroupId: subscriber.consumerGroupId,
    ...signed,
  };
  return {
    username: `${subscriber.clientId}|${pairs(named).join(',')}|`,
    password: createHmac('sha1', accessKeySecret).update(pairs(signed).join('&')).digest('base64'),
  };
}

function pairs(values: Record<string, string>): string[] {
  return Object.entries(values).map(([name, value]) => `${name}=${value}`);
}
