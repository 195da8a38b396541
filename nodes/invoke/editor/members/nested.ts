import { textsOf } from '../../../shared/editor/text';
import { buildArray } from './array';
import type { Sheet } from './sheet';
import { buildStruct } from './struct';
import type { Value } from './value';

const text = textsOf('aliyun-iot-invoke');

/** Fills in the rows of a struct or the items of an array, or says that there is something else. */
export function buildNested(body: JQuery, value: Value, sheet: Sheet): void {
  const { dataType } = value;
  const kind = value.node()?.kind ?? 'null';
  const wanted = dataType.type === 'array' ? 'array' : 'object';
  if (kind !== 'null' && kind !== wanted) body.append($('<p>').text(text('form.other-shape')));
  else if (dataType.type === 'array') buildArray(body, dataType, value, sheet);
  else if (dataType.type === 'struct') buildStruct(body, dataType, value, sheet);
}
