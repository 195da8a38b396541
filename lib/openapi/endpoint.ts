import { configError } from '../errors';

/**
 * The regions IoT Platform runs in.
 * @see https://help.aliyun.com/document_detail/147356.html
 */
export const REGIONS = [
  'cn-shanghai',
  'cn-beijing',
  'cn-shenzhen',
  'ap-northeast-1',
  'ap-southeast-1',
  'us-west-1',
  'us-east-1',
  'eu-central-1',
] as const;

/** Whether a host is this machine itself. */
export function isLoopback(host: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host);
}

/** Where requests go. */
export interface Endpoint {
  protocol: 'http:' | 'https:';
  hostname: string;
  port: number;
  /** As the `Host` header and the signature want it: with the port unless it is the protocol's own. */
  host: string;
  /** Begins with a slash. */
  path: string;
}

/**
 * Reads an endpoint setting: a region ID, a host name, or a base URL with port and path.
 *
 * @throws AliyunIotError of kind `config` when it is none of these.
 * @see https://help.aliyun.com/document_detail/30560.html
 */
export function parseEndpoint(setting: string): Endpoint {
  // Callers in plain JavaScript pass on what an environment variable does not hold.
  const text = typeof (setting as unknown) === 'string' ? setting.trim() : '';
  if (text === '') {
    throw configError('endpoint-missing', {
      en: 'No endpoint is set. Choose a region, the simulator or a base URL in the account node.',
      zh: '没有设置接入地址。请在账号节点中选择地域、模拟器，或填写基础 URL。',
    });
  }
  if ((REGIONS as readonly string[]).includes(text)) return fromUrl(`https://iot.${text}.aliyuncs.com/`);
  if (/^[a-z]{2}-[a-z]+(-\d)?$/.test(text)) {
    throw configError('region-unknown', {
      en: `IoT Platform has no region "${text}". Use one of ${REGIONS.join(', ')}, or a base URL.`,
      zh: `物联网平台没有地域“${text}”。请使用 ${REGIONS.join('、')} 之一，或填写基础 URL。`,
    });
  }
  return fromUrl(text.includes('://') ? text : `https://${text}`);
}

function fromUrl(text: string): Endpoint {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    !url ||
    (url.protocol !== 'https:' && url.protocol !== 'http:') ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== '' ||
    hasControlOrBlank(text)
  ) {
    throw configError('endpoint-invalid', {
      en: 'The endpoint is neither a region ID nor a base URL such as https://host:8686/path (no user, query or fragment).',
      zh: '接入地址既不是地域 ID，也不是形如 https://host:8686/path 的基础 URL（不能带用户名、查询参数或 # 片段）。',
    });
  }
  const protocol = url.protocol;
  return {
    protocol,
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(url.port),
    host: url.host,
    path: url.pathname,
  };
}

// `new URL` quietly drops line breaks and tabs; a setting that has them is a mistake worth telling.
function hasControlOrBlank(text: string): boolean {
  return /[\s\p{Cc}]/u.test(text);
}
