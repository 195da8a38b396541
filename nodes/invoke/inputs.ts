import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Problem } from '../../lib/errors';
import type { InvokeRequest } from '../../lib/services';
import type { SettingProblem } from '../shared/problems';
import { typedInput, type Resolve } from '../shared/typed-input';
import { toArgs, toId, toQos, toTimeout, type Converted } from './values';
import type { InvokeConfig } from './types';

/** The client's own timeout and deadline leave this much for queueing and waiting; a longer timeout must not eat it. */
const DEFAULT_TIMEOUT_MS = 12_000;
const DEADLINE_SLACK_MS = 18_000;

/** What a message asks for: as much of the request as could be read, and what is wrong with the rest. */
export interface Asked {
  request: InvokeRequest;
  /** What the message has to be changed for. */
  problems: Problem[];
  /** What the node or its environment has to be changed for. */
  settings: SettingProblem[];
}

type RequestField = 'productKey' | 'deviceName' | 'iotId' | 'identifier' | 'args' | 'qos' | 'timeoutMs';

/** One field of the form on its way into the request. */
interface Field {
  into: RequestField;
  /** How problems name it. */
  path: string;
  resolve: Resolve;
  convert: (value: unknown, path: string, msg: NodeMessage) => Converted;
}

/**
 * Prepares the fields of an invoke node; the returned function resolves them for one message and never rejects.
 * What a service expects of the values is not checked here but by the client, for all its users alike.
 *
 * @param node in whose name context and environment are read.
 * @param config the node's settings.
 */
export function invokeInputs(
  RED: NodeAPI,
  node: Node,
  config: InvokeConfig,
): (msg: NodeMessage) => Promise<Asked> {
  const fields = fieldsOf(RED, node, config);
  const options = {
    safeToRepeat: config.safeToRepeat === true,
    passDeviceErrors: config.passDeviceErrors === true,
  };
  return async (msg) => {
    const asked: Asked = { request: { identifier: '', ...options }, problems: [], settings: [] };
    for (const { into, path, resolve, convert } of fields) {
      const resolved = await resolve(msg);
      const converted = 'value' in resolved ? convert(resolved.value, path, msg) : resolved;
      if ('setting' in converted) {
        asked.settings.push(converted.setting);
      } else if ('problem' in converted) {
        asked.problems.push(converted.problem);
      } else if (converted.value !== undefined) {
        Object.assign(asked.request, { [into]: converted.value });
      }
    }
    return withDeadline(asked);
  };
}

function withDeadline(asked: Asked): Asked {
  const { timeoutMs = 0 } = asked.request;
  if (timeoutMs > DEFAULT_TIMEOUT_MS) {
    asked.request.deadlineMs = timeoutMs + DEADLINE_SLACK_MS;
  }
  return asked;
}

function fieldsOf(RED: NodeAPI, node: Node, config: InvokeConfig): Field[] {
  const field = (
    into: RequestField,
    path: string,
    value: string | undefined,
    type: string | undefined,
    convert: Field['convert'],
  ): Field => ({
    into,
    path,
    resolve: typedInput(RED, node, { path, value: value ?? '', type: type ?? 'str' }),
    convert,
  });
  const target =
    config.target === 'iotId'
      ? [field('iotId', 'iotId', config.iotId, config.iotIdType, toId)]
      : [
          field('productKey', 'productKey', config.productKey, config.productKeyType, toId),
          field('deviceName', 'deviceName', config.deviceName, config.deviceNameType, toId),
        ];
  const args =
    config.argsType === 'none'
      ? []
      : [field('args', 'args', config.args ?? 'payload', config.argsType ?? 'msg', toArgs)];
  return [
    ...target,
    field('identifier', 'identifier', config.identifier, config.identifierType, toId),
    ...args,
    field('qos', 'qos', config.qos, config.qosType, toQos),
    field('timeoutMs', 'timeout', config.timeout, config.timeoutType, toTimeout),
  ];
}
