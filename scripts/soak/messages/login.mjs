import { createHmac } from 'node:crypto';

/** The keys of the soak's account; nobody may ever see them. */
export const KEYS = { accessKeyId: 'LTAI-soak-messages', accessKeySecret: 'soak-messages-secret-0123456789' };

/**
 * User name and password of an AMQP consumer, made without lib/messages.
 *
 * @param {string} consumerGroupId
 * @see https://help.aliyun.com/document_detail/142489.html
 */
export function loginOf(consumerGroupId) {
  const { accessKeyId, accessKeySecret } = KEYS;
  const timestamp = String(Date.now());
  const text = `authId=${accessKeyId}&timestamp=${timestamp}`;
  return {
    username: `soak|authMode=aksign,signMethod=hmacsha1,consumerGroupId=${consumerGroupId},authId=${accessKeyId},timestamp=${timestamp}|`,
    password: createHmac('sha1', accessKeySecret).update(text).digest('base64'),
  };
}
