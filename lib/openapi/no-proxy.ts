import { type AliyunIotError, configError } from '../errors';
import type { Endpoint } from './endpoint';

/** A proxy as Node-RED's `http proxy` node holds it. */
export interface ProxySetting {
  /** `http://host:port` or `https://host:port`; may hold `user:password@`, percent-encoded. */
  url: string;
  /** Not encoded; wins over the user in `url`. */
  username?: string;
  /** Not encoded. */
  password?: string;
  /** Hosts that are reached without the proxy. See `bypassesProxy`. */
  noProxy?: readonly string[];
}

/** The parts of a proxy's address. User and password are percent-encoded, the host has no brackets. */
export type ProxyAddress = Record<'protocol' | 'hostname' | 'port' | 'username' | 'password', string>;

/**
 * Which proxy the requests to an endpoint go through. There is no quiet way past a proxy that is set but unusable.
 *
 * @param endpoint where the requests go.
 * @param setting a proxy, `environment` for `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` in lower or
 *   upper case, or `none`.
 * @returns undefined for a direct connection.
 * @throws AliyunIotError of kind `config` when the proxy's address cannot be used.
 */
export function proxyFor(
  endpoint: Endpoint,
  setting: ProxySetting | 'environment' | 'none',
): ProxyAddress | undefined {
  if (setting === 'none') return undefined;
  if (setting === 'environment') {
    const url = proxyOfEnvironment(`${endpoint.protocol}//${endpoint.host}/`);
    return url === '' ? undefined : parseProxy({ url });
  }
  const proxy = parseProxy(setting);
  return bypassesProxy(endpoint, setting.noProxy ?? []) ? undefined : proxy;
}

/**
 * Whether a host is reached without the proxy. As in Node-RED: `*` is every host, `.example.com` and `*.example.com`
 * every host below it, `host:port` only that port. `example.com` is that host and, as in curl, every host below it.
 *
 * @param endpoint where the requests go.
 * @param patterns in any case; one entry may hold several, parted by commas or blanks.
 */
function bypassesProxy({ hostname: host, port }: Endpoint, patterns: readonly string[]): boolean {
  return patterns
    .flatMap((entry) => entry.toLowerCase().split(/[,\s]+/))
    .filter((pattern) => pattern !== '')
    .some((pattern) => {
      const withPort = /^([^:]+|\[.+\]):(\d+)$/.exec(pattern);
      if (withPort && Number(withPort[2]) !== port) return false;
      const name = withoutBrackets(withPort?.[1] ?? pattern);
      if (name.startsWith('*')) return host.endsWith(name.slice(1));
      return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
    });
}

function parseProxy({ url: text, username = '', password = '' }: ProxySetting): ProxyAddress {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw proxyInvalid();
  }
  const explicit = username !== '' || password !== '';
  if (!explicit && !(canDecode(url.username) && canDecode(url.password))) throw proxyUserInvalid();
  return {
    protocol: url.protocol,
    hostname: withoutBrackets(url.hostname),
    port: url.port,
    username: explicit ? encodeURIComponent(username) : url.username,
    password: explicit ? encodeURIComponent(password) : url.password,
  };
}

// The address is never shown: it may hold the proxy's password.
function proxyInvalid(): AliyunIotError {
  return configError('proxy-invalid', {
    en: 'The proxy address cannot be used. Write http://host:port or https://host:port in the http proxy node or the environment (https_proxy, http_proxy, all_proxy).',
    zh: '代理地址无法使用。请在 http proxy 节点或环境变量（https_proxy、http_proxy、all_proxy）中填写 http://主机:端口 或 https://主机:端口。',
  });
}

function proxyUserInvalid(): AliyunIotError {
  return configError('proxy-invalid', {
    en: 'The user name or password in the proxy address has a % that is not followed by two hexadecimal digits. Write % as %25.',
    zh: '代理地址中的用户名或密码里有一个 % 后面不是两位十六进制数字。请将 % 写成 %25。',
  });
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function proxyOfEnvironment(url: string): string {
  // Loaded here because a simulator or a proxy of one's own does without it.
  const { getProxyForUrl } = require('proxy-from-env') as { getProxyForUrl: (url: string) => string };
  return getProxyForUrl(url);
}
