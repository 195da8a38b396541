import type { ValueOf } from '../../shared/editor/field-check';
import { liveValue, toggleRows, type Form } from '../../shared/editor/form';
import { ID } from '../../shared/editor/rules';
import { textsOf } from '../../shared/editor/text';
import { FROM_ELSEWHERE, typedField } from '../../shared/editor/typed-field';
import { isBatch, isList } from './choices';

const text = textsOf('aliyun-iot-invoke');

export const productKey = typedField(text, {
  property: 'productKey',
  types: ['str', ...FROM_ELSEWHERE],
  rules: ID,
  when: (valueOf) => valueOf('target') !== 'iotId',
  optional: isList,
});

export const deviceName = typedField(text, {
  property: 'deviceName',
  types: ['str', ...FROM_ELSEWHERE],
  rules: ID,
  when: (valueOf) => !isList(valueOf) && valueOf('target') !== 'iotId',
});

export const iotId = typedField(text, {
  property: 'iotId',
  types: ['str', ...FROM_ELSEWHERE],
  rules: ID,
  when: (valueOf) => valueOf('target') === 'iotId',
});

/** Shows the rows that apply to the devices that are called, and says what the choices about a list mean. */
export function showTarget(form: Form): void {
  const valueOf: ValueOf = (property) => liveValue(form, property);
  for (const choice of ['listMode', 'listOutput']) {
    form.root.find(`#aliyun-iot-invoke-${choice}-hint`).text(text(`hint.${choice}.${valueOf(choice)}`));
  }
  const byId = valueOf('target') === 'iotId';
  toggleRows(form, 'aliyun-iot-product', !byId);
  toggleRows(form, 'aliyun-iot-names', !byId && !isList(valueOf));
  toggleRows(form, 'aliyun-iot-id', byId);
  toggleRows(form, 'aliyun-iot-list', isList(valueOf));
  toggleRows(form, 'aliyun-iot-each', isList(valueOf) && !isBatch(valueOf));
  toggleRows(form, 'aliyun-iot-single-calls', !isBatch(valueOf));
}
