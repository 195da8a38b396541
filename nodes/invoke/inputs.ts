import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { typedInput, type Resolve } from '../shared/typed-input';
import { take, type Asked } from './asked';
import { formArgs } from './form-args';
import { listInputs } from './list-inputs';
import { StoredModel } from './stored-model';
import { converted, toArgs, toId, toQos, toReplyTimeout, toTimeout, type Converted } from './values';
import type { InvokeConfig } from './types';

/** The client's own timeout and deadline leave this much for queueing and waiting; a longer timeout must not eat it. */
const DEFAULT_TIMEOUT_MS = 12_000;
const DEADLINE_SLACK_MS = 18_000;
/** What a timer of Node.js can wait. */
const MAX_DEADLINE_MS = 2_147_483_647;

type RequestField =
  'productKey' | 'deviceName' | 'iotId' | 'identifier' | 'args' | 'qos' | 'timeoutMs' | 'replyTimeoutMs';

/** One field of the form on its way into the request. */
interface Field {
  into: RequestField;
  /** How problems name it. */
  path: string;
  resolve: Resolve;
  convert: (value: unknown, path: string, msg: NodeMessage) => Converted;
}

type MakeField = (
  into: RequestField,
  path: string,
  value: string | undefined,
  type: string | undefined,
  convert: Field['convert'],
) => Field;

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
  const model = new StoredModel(config);
  const fillForm =
    config.argsType === 'form' ? formArgs(RED, node, config.args ?? '', model.inputs) : undefined;
  const fillList = config.target === 'list' ? listInputs(RED, node, config) : undefined;
  const options = {
    safeToRepeat: config.safeToRepeat === true,
    passDeviceErrors: config.passDeviceErrors === true,
    ...(config.decode === true && { decode: true }),
  };
  return async (msg) => {
    const asked: Asked = { request: { identifier: '', ...options }, problems: [], settings: [] };
    for (const { into, path, resolve, convert } of fields) {
      const resolved = await resolve(msg);
      const value = take(
        'value' in resolved ? converted(path, () => convert(resolved.value, path, msg)) : resolved,
        asked,
      );
      if (value !== undefined) Object.assign(asked.request, { [into]: value });
    }
    await fillForm?.(msg, asked);
    await fillList?.(msg, asked);
    model.addTo(asked, (text) => node.debug(text));
    return withDeadline(asked);
  };
}

function withDeadline(asked: Asked): Asked {
  const { timeoutMs = 0 } = asked.request;
  if (timeoutMs > DEFAULT_TIMEOUT_MS) {
    asked.request.deadlineMs = Math.min(timeoutMs + DEADLINE_SLACK_MS, MAX_DEADLINE_MS);
  }
  return asked;
}

function fieldsOf(RED: NodeAPI, node: Node, config: InvokeConfig): Field[] {
  const field: MakeField = (into, path, value, type, convert) => ({
    into,
    path,
    resolve: typedInput(RED, node, { path, value: value ?? '', type: type ?? 'str' }),
    convert,
  });
  const args =
    config.argsType === 'none' || config.argsType === 'form'
      ? []
      : [field('args', 'args', config.args ?? 'payload', config.argsType ?? 'msg', toArgs)];
  const wait =
    config.waitForReply === true
      ? [
          field(
            'replyTimeoutMs',
            'replyTimeout',
            config.replyTimeout,
            config.replyTimeoutType,
            toReplyTimeout,
          ),
        ]
      : [];
  return [
    ...targetFields(config, field),
    field('identifier', 'identifier', config.identifier, config.identifierType, toId),
    ...args,
    field('qos', 'qos', config.qos, config.qosType, toQos),
    field('timeoutMs', 'timeout', config.timeout, config.timeoutType, toTimeout),
    ...wait,
  ];
}

/** A list has its devices from elsewhere, and here the product of those that do not say theirs. */
function targetFields(config: InvokeConfig, field: MakeField): Field[] {
  if (config.target === 'iotId') {
    return [field('iotId', 'iotId', config.iotId, config.iotIdType, toId)];
  }
  const product = field('productKey', 'productKey', config.productKey, config.productKeyType, toId);
  return config.target === 'list'
    ? [product]
    : [product, field('deviceName', 'deviceName', config.deviceName, config.deviceNameType, toId)];
}
