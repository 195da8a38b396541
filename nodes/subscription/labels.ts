/** The subscription's fields as its dialog names them, for errors that are read far away from the dialog. */
export const LABELS = {
  consumerGroupId: { en: 'Consumer group', zh: '消费组 ID' },
  endpoint: { en: 'AMQP endpoint', zh: 'AMQP 接入地址' },
  uid: { en: 'Cloud account ID', zh: '阿里云账号 ID' },
  credit: { en: 'Messages at once', zh: '同时处理数' },
} as const;
