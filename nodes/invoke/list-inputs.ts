import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Texts } from '../../lib/errors';
import { environmentOf, type Lookup } from '../shared/env';
import { SettingsReader } from '../shared/settings-reader';
import { typedInput, type Resolve, type Resolved } from '../shared/typed-input';
import { take, type Asked, type AskedList } from './asked';
import { toDevices, withVariables } from './devices';
import type { InvokeConfig } from './types';

/** The list's fields as the dialog names them, for errors that are read far away from the dialog. */
const LABELS = {
  devices: { en: 'Devices', zh: '设备' },
  concurrency: { en: 'At a time', zh: '并发数' },
  deadline: { en: 'Deadline (ms)', zh: '总时限（毫秒）' },
} as const;

/** As many calls as an account has in flight by default. */
const MOST_AT_A_TIME = 200;

/**
 * Prepares what a list of devices is called with. The returned function puts it into what a message asks for and never
 * rejects.
 *
 * @param node in whose name context and environment are read.
 * @param config the node's settings.
 */
export function listInputs(
  RED: NodeAPI,
  node: Node,
  config: InvokeConfig,
): (msg: NodeMessage, asked: Asked) => Promise<void> {
  const resolve = devicesOf(RED, node, config);
  const { problems, ...settings } = settingsOf(RED, node, config);
  return async (msg, asked) => {
    asked.settings.push(...problems);
    const resolved = await resolve(msg);
    const devices = take('value' in resolved ? toDevices(resolved.value) : resolved, asked);
    asked.list = { ...settings, devices: (devices ?? []) as AskedList['devices'] };
  };
}

function settingsOf(
  RED: NodeAPI,
  node: Node,
  { listMode, listConcurrency, listDeadline }: InvokeConfig,
): Omit<AskedList, 'devices'> & Pick<SettingsReader, 'problems'> {
  const reader = new SettingsReader(environmentOf(RED, node));
  return {
    mode: listMode === 'batch' ? 'batch' : 'each',
    concurrency: reader.number(LABELS.concurrency, listConcurrency, {
      min: 1,
      max: MOST_AT_A_TIME,
      whole: true,
    }),
    jobDeadlineMs: reader.number(LABELS.deadline, listDeadline, { min: 1 }),
    problems: reader.problems,
  };
}

function devicesOf(RED: NodeAPI, node: Node, config: InvokeConfig): Resolve {
  const { devices: value = 'devices', devicesType: type = 'msg' } = config;
  if (type !== 'list') return typedInput(RED, node, { path: 'devices', value, type });
  const resolved = typedList(value, environmentOf(RED, node));
  return () => Promise.resolve(resolved());
}

/** What was typed is a setting: no message can mend it. */
function typedList(value: string, lookup: Lookup): () => Resolved {
  const wrong = (rule: string, texts: Texts): Resolved => ({
    setting: { label: LABELS.devices, rule, texts },
  });
  const converted = toDevices(value);
  if ('problem' in converted) {
    const { rule, texts } = converted.problem;
    return () => wrong(rule, texts);
  }
  if (!value.includes('${')) return () => converted;
  return () => {
    const found = withVariables(converted.value as unknown[], lookup);
    return 'missing' in found ? wrong('env-not-set', found.missing) : { value: found.devices };
  };
}
