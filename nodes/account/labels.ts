/** The account's fields as its dialog names them, for errors that are read far away from the dialog. */
export const LABELS = {
  endpoint: { en: 'Endpoint', zh: '接入地址' },
  instanceId: { en: 'Instance ID', zh: '实例 ID' },
  credentials: { en: 'Credentials', zh: '凭据' },
  accessKeyId: { en: 'AccessKey ID', zh: 'AccessKey ID' },
  accessKeySecret: { en: 'AccessKey secret', zh: 'AccessKey Secret' },
  securityToken: { en: 'STS token', zh: 'STS Token' },
  maxQps: { en: 'Max QPS', zh: '每秒调用数' },
  batchQps: { en: 'Batch QPS', zh: '每秒批量调用数' },
  concurrency: { en: 'Concurrency', zh: '并发数' },
  queue: { en: 'Queue', zh: '排队数' },
  redisUrl: { en: 'Redis URL', zh: 'Redis 地址' },
  sharedQps: { en: 'Shared QPS', zh: '共享每秒调用数' },
  signature: { en: 'Signature', zh: '签名算法' },
  proxy: { en: 'Proxy', zh: '代理' },
  tls: { en: 'TLS', zh: 'TLS' },
} as const;
