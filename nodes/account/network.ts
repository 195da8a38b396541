import type { ConnectionOptions } from 'node:tls';
import type { AgentOptions } from '../../lib/openapi';
import type { SettingsReader } from '../shared/settings-reader';
import { LABELS } from './labels';
import type { AccountConfig } from './types';

/** The way to the cloud. */
export type Network = Pick<AgentOptions, 'proxy' | 'tls'>;

/** Gives another node of the flow, or nothing when it is not there. */
export type FindNode = (id: string) => object | null | undefined;

/** Core's `http proxy` config node, as far as others may rely on it. */
interface ProxyNode {
  url: string;
  noproxy?: readonly string[];
  credentials?: { username?: string; password?: string };
}

/** Core's `tls-config` node: it puts its settings on an options object. */
interface TlsNode {
  /** False when a certificate file could not be read. */
  valid?: boolean;
  addTLSOptions(options: ConnectionOptions): ConnectionOptions;
}

/**
 * What the account's proxy and TLS nodes say. Without a proxy node, the environment's `https_proxy` and `no_proxy`
 * count.
 *
 * @param reader gets a problem when a node that was chosen is not there or not usable.
 * @param find finds the chosen nodes.
 */
export function readNetwork(reader: SettingsReader, { proxy, tls }: AccountConfig, find: FindNode): Network {
  return { ...readProxy(reader, proxy, find), ...readTls(reader, tls, find) };
}

function readProxy(reader: SettingsReader, id: string | undefined, find: FindNode): Network {
  if (!id) {
    return { proxy: 'environment' };
  }
  const node = find(id) as Partial<ProxyNode> | null | undefined;
  if (!node?.url) {
    reader.add(
      LABELS.proxy,
      'proxy-missing',
      'the chosen proxy node does not exist, is disabled or has no URL. Choose another one, or none.',
      '所选的代理节点不存在、已禁用或没有填写 URL，请重新选择或留空。',
    );
    return {};
  }
  const { username, password } = node.credentials ?? {};
  return {
    proxy: {
      url: node.url,
      ...(username && { username }),
      ...(password && { password }),
      ...(node.noproxy && { noProxy: node.noproxy }),
    },
  };
}

function readTls(reader: SettingsReader, id: string | undefined, find: FindNode): Network {
  if (!id) {
    return {};
  }
  const node = find(id) as Partial<TlsNode> | null | undefined;
  if (!node?.addTLSOptions || node.valid === false) {
    reader.add(
      LABELS.tls,
      'tls-missing',
      'the chosen TLS node does not exist, is disabled or could not read its certificates. Choose another one, or none.',
      '所选的 TLS 节点不存在、已禁用或无法读取其证书，请重新选择或留空。',
    );
    return {};
  }
  return { tls: node.addTLSOptions({}) };
}
