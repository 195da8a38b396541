import type { Problem } from '../../lib/errors';
import type { InvokeRequest } from '../../lib/services';
import type { SettingProblem } from '../shared/problems';
import type { Resolved } from '../shared/typed-input';

/** What a message asks for: as much of the request as could be read, and what is wrong with the rest. */
export interface Asked {
  request: InvokeRequest;
  /** What the message has to be changed for. */
  problems: Problem[];
  /** What the node or its environment has to be changed for. */
  settings: SettingProblem[];
}

/** The value of a field, or nothing when there is none; why there is none is added to what is wrong. */
export function take(resolved: Resolved, asked: Asked): unknown {
  if ('setting' in resolved) asked.settings.push(resolved.setting);
  else if ('problem' in resolved) asked.problems.push(resolved.problem);
  else return resolved.value;
  return undefined;
}
