import { fieldCheck } from '../../shared/editor/field-check';
import { currentValue } from '../../shared/editor/form';
import { wholeNumber } from '../../shared/editor/rules';
import { textsOf } from '../../shared/editor/text';
import { FROM_ELSEWHERE, typedField } from '../../shared/editor/typed-field';
import { isBatch, isList } from './choices';
import { validateDeviceList } from './device-list';

const text = textsOf('aliyun-iot-invoke');

/** Where the devices of a list come from. */
export const devices = typedField(text, {
  property: 'devices',
  types: [
    { value: 'list', label: text('list.typed'), icon: 'fa fa-list-ul', hasValue: false },
    ...FROM_ELSEWHERE,
  ],
  when: isList,
});

export const validateDevices: Validator = function (value, options) {
  const isTyped = currentValue(this, 'target') === 'list' && currentValue(this, 'devicesType') === 'list';
  return isTyped
    ? validateDeviceList.call(this, value, options)
    : devices.validate.call(this, value, options);
};

export const validateConcurrency = fieldCheck(
  text,
  [wholeNumber(1, 200, 'list-concurrency')],
  (valueOf) => isList(valueOf) && !isBatch(valueOf),
);

export const validateDeadline = fieldCheck(text, [wholeNumber(1000, 86_400_000, 'list-deadline')], isList);
