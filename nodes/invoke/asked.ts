import { ValidationError, type Problem } from '../../lib/errors';
import type { InvokeManyJob, InvokeRequest } from '../../lib/services';
import { settingsError, type SettingProblem } from '../shared/problems';
import type { Resolved } from '../shared/typed-input';

/** What a list of devices is called with, beside what a single device is. */
export type AskedList = Pick<InvokeManyJob, 'devices' | 'mode' | 'concurrency' | 'jobDeadlineMs'>;

/** What a message asks for: as much of the request as could be read, and what is wrong with the rest. */
export interface Asked {
  request: InvokeRequest;
  /** Only of a node whose target is a list; `request` then names no device. */
  list?: AskedList;
  /** What the message has to be changed for. */
  problems: Problem[];
  /** What the node or its environment has to be changed for. */
  settings: SettingProblem[];
}

/**
 * Throws what is wrong with what a message asks for. Settings first: as long as they are wrong, no message can do
 * better.
 *
 * @param label names the node.
 * @throws AliyunIotError of kind `config`, or ValidationError.
 */
export function refuse({ settings, problems }: Asked, label: string): void {
  if (settings.length > 0) {
    throw settingsError(
      { en: `The settings of "${label}" have to be corrected`, zh: `节点“${label}”的设置需要修正` },
      settings,
    );
  }
  if (problems.length > 0) {
    throw new ValidationError(problems);
  }
}

/** The value of a field, or nothing when there is none; why there is none is added to what is wrong. */
export function take(resolved: Resolved, asked: Asked): unknown {
  if ('setting' in resolved) asked.settings.push(resolved.setting);
  else if ('problem' in resolved) asked.problems.push(resolved.problem);
  else return resolved.value;
  return undefined;
}
