import { setImmediate } from 'node:timers/promises';
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ValidationError, type AliyunIotError, type Language, type Texts } from '../../lib/errors';
import type { DeviceOutcome, DeviceSuccess, InvokeManySummary } from '../../lib/services';
import { withoutUndefined } from '../shared/without-undefined';
import { describe, writeFailure, writeOutcome, written } from './answer';
import type { ListOutput, ListParts } from './list-call';
import type { InvokeConfig } from './types';
import { without } from './without';

/** Some 10 ms of work, when each has an error of its own. */
const OUTCOMES_PER_BREATH = 5_000;

/**
 * How a node tells what becomes of its lists: by a message for each device, or by one for the list.
 *
 * @param node in whose name errors are reported.
 */
export function listOutput(
  RED: NodeAPI,
  node: Node,
  config: InvokeConfig,
  language: Language,
): ListParts['output'] {
  const { listOutput: kind, devices = 'devices', devicesType = 'msg' } = config;
  const listIn = devicesType === 'msg' ? devices : undefined;
  return (msg, { request: { identifier }, list }, send) =>
    kind === 'summary'
      ? summaryOutput(msg, identifier, language)
      : eachOutput(RED, {
          msg,
          identifier,
          language,
          listIn,
          count: list?.devices.length ?? 0,
          send,
          report: (error, out) => node.error(error, out),
        });
}

/** A list whose devices are told one by one. */
interface EachOutput {
  /** The message that asked. */
  msg: NodeMessage;
  identifier: string;
  language: Language;
  /** The message property that holds the list, when it is one: it would be copied for each of its devices. */
  listIn: string | undefined;
  count: number;
  send: (msg: NodeMessage) => void;
  /** Gives an error to Catch nodes. */
  report: (error: Error, msg: NodeMessage) => void;
}

/** A message for each device: a copy of the one that asked, without the list. What failed goes to Catch nodes. */
function eachOutput({ util }: Pick<NodeAPI, 'util'>, list: EachOutput): ListOutput {
  const { msg, identifier, language, listIn, count, send, report } = list;
  const asked = copyOf(msg, listIn, util);
  // A success has a payload of its own: the one that came, however big, is not copied for each device.
  const toCopy = without(asked, ['payload']);
  const parts = { id: util.generateId(), count, type: 'array', ...outer(msg) };
  return {
    device: (outcome) => {
      const { device, index } = outcome;
      // Node-RED copies for each Catch node what is given to it.
      const out = outcome.ok ? util.cloneMessage(toCopy) : { ...asked };
      const subject = { ...device, identifier };
      if (outcome.ok) writeSuccess(out, subject, outcome, language);
      else writeFailure(out, subject, outcome.error, language);
      Object.assign(out, { parts: { ...parts, index } });
      Object.assign(out['aliyun'] as object, { index, count });
      if (outcome.ok) send(out);
      else report(localized(outcome.error, language), out);
    },
  };
}

/**
 * A copy of the message without its list, which can be longer than all else.
 *
 * @throws ValidationError before anything is sent.
 */
function copyOf(msg: NodeMessage, listIn: string | undefined, util: NodeAPI['util']): NodeMessage {
  try {
    return util.cloneMessage(
      listIn === undefined ? msg : without(msg, util.normalisePropertyExpression(listIn, msg)),
    );
  } catch {
    throw new ValidationError([{ path: 'msg', rule: 'not-copyable', texts: NOT_COPYABLE }]);
  }
}

/** One message for the list, when all is known: the one that asked, which keeps everything else it has. */
function summaryOutput(msg: NodeMessage, identifier: string, language: Language): ListOutput {
  const begunAt = performance.now();
  return {
    end: async ({ outcomes, warnings, total, succeeded, accepted, failed, unknown }) => {
      const counts = { total, succeeded, accepted, failed, unknown };
      const totalMs = Math.round(performance.now() - begunAt);
      const payload = { ...counts, outcomes: await describeAll(outcomes, language) };
      const aliyun = withoutUndefined({
        mode: 'list',
        service: identifier,
        counts,
        timings: { totalMs },
        warnings: warnings?.map((texts) => texts[language]),
      });
      return written(msg, { payload, aliyun });
    },
  };
}

/** In a batch the platform answers for all at once: there is no MessageId, and no more is known than `accepted`. */
function writeSuccess(
  out: NodeMessage,
  subject: Parameters<typeof writeOutcome>[1],
  outcome: DeviceSuccess,
  language: Language,
): void {
  const { messageId = '', warnings = [] } = outcome;
  const isSync = !outcome.accepted && outcome.timings.replyMs === undefined;
  const mode = isSync ? 'sync' : 'async';
  const texts = warnings.map((each) => each[language]);
  writeOutcome(out, subject, { ...outcome, mode, messageId }, texts);
  if (outcome.mode === 'batch') {
    out.payload = 'accepted';
    out['aliyun'] = withoutUndefined({ ...(out['aliyun'] as object), mode: 'batch', messageId: undefined });
  }
}

async function describeAll(outcomes: InvokeManySummary['outcomes'], language: Language): Promise<object[]> {
  // Many devices can share an error: all of a batch, and all whose turn never came.
  const described = new Map<AliyunIotError, object>();
  const errorOf = (error: AliyunIotError): object => {
    const known = described.get(error) ?? describe(error, language);
    described.set(error, known);
    return known;
  };
  const all: object[] = [];
  for (const outcome of outcomes) {
    all.push(describeOutcome(outcome, errorOf));
    if (all.length % OUTCOMES_PER_BREATH === 0) await setImmediate();
  }
  return all;
}

/** Written out: there can be 100,000 of them, and building objects from lists of properties takes ten times as long. */
function describeOutcome(outcome: DeviceOutcome, errorOf: (error: AliyunIotError) => object): object {
  const { index, device, ok, executed } = outcome;
  if (!outcome.ok) return { index, device, ok, executed, error: errorOf(outcome.error) };
  const { accepted, result, messageId } = outcome;
  const facts: Record<string, unknown> = { index, device, ok, executed, accepted };
  if (result !== undefined) facts['result'] = result;
  if (messageId !== undefined) facts['messageId'] = messageId;
  return facts;
}

/** A Join node gives back what stood here when the message is itself part of a sequence. */
function outer({ parts }: NodeMessage & { parts?: unknown }): object {
  return parts === undefined ? {} : { parts };
}

function localized(error: AliyunIotError, language: Language): Error {
  error.message = error.in(language);
  return error;
}

const NOT_COPYABLE: Texts = {
  en: 'cannot be copied for each device: something in it throws when it is read, or is nested too deep. Take it out, or choose one message for the list.',
  zh: '无法为每台设备复制：其中有读取时抛出异常或嵌套过深的内容。请将其移除，或改为整个列表输出一条消息。',
};
