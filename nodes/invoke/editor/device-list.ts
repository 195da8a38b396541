import { withLabel } from '../../shared/editor/field-check';
import { asText, currentValue, field, openRoot, toggleRows, type Form } from '../../shared/editor/form';
import { textsOf } from '../../shared/editor/text';
import { lineProblem, linesOf, storedDevices, typedDevices } from './device-lines';

/** The devices of an open dialog that are typed in it, a line each. */
export interface DeviceList {
  has(line: string): boolean;
  /** Adds a line at the end, or takes it out. */
  toggle(line: string): void;
}

/** A typedInput without a value blanks its field, so the list has one of its own. */
const LIST = '#aliyun-iot-invoke-device-list';

const text = textsOf('aliyun-iot-invoke');

/** The list of devices that is typed in the dialog, shown while the devices come from there. */
export function attachDeviceList(form: Form, stored: string): DeviceList {
  const list = form.root.find(LIST);
  const devices = field(form, 'devices');
  const lines = (): string[] => linesOf(asText(list.val()));
  const show = (): void => {
    const isList = devices.typedInput('type') === 'list';
    list.toggle(isList);
    toggleRows(form, 'aliyun-iot-device-list', isList);
    toggleRows(form, 'aliyun-iot-device-array', !isList);
    const reason = isList ? reasonOf(lines(), hasProduct(form)) : undefined;
    form.root.find('#aliyun-iot-invoke-device-count').text(text('list.count', { count: lines().length }));
    form.root
      .find('#aliyun-iot-invoke-device-reason')
      .text(reason ?? '')
      .toggle(reason !== undefined);
  };
  let isToChange = false;
  /** Once for all lines that are added together: the editor then checks the whole dialog. */
  const announce = (): void => {
    if (isToChange) return;
    isToChange = true;
    setTimeout(() => {
      isToChange = false;
      devices.trigger('change');
    });
  };
  list.val(typedDevices(stored)).on('input', () => devices.trigger('change'));
  list.on('change', () => list.val(lines().join('\n')));
  let wasList = devices.typedInput('type') === 'list';
  devices.on('change', () => {
    const isList = devices.typedInput('type') === 'list';
    // The typedInput of a stored list has no value to offer for the other types.
    if (wasList && devices.typedInput('type') === 'msg' && devices.typedInput('value') === '') {
      devices.typedInput('value', 'devices');
    }
    wasList = isList;
    show();
  });
  field(form, 'productKey').on('change', show);
  show();
  return {
    has: (line) => lines().includes(line),
    toggle(line) {
      const others = lines().filter((other) => other !== line);
      list.val((others.length < lines().length ? others : [...others, line]).join('\n'));
      list.scrollTop(list.prop('scrollHeight') as number);
      announce();
    },
  };
}

/** Puts the list into the field that Node-RED reads when Done is pressed. */
export function saveDeviceList(form: Form): void {
  if (field(form, 'devicesType').val() !== 'list') return;
  field(form, 'devices').val(storedDevices(asText(form.root.find(LIST).val())));
}

/** Checks the list of a node, in its open dialog or as it is stored. */
export const validateDeviceList: Validator = function (value, options) {
  const live = openRoot(this).find(LIST);
  const typed = live.length > 0 ? asText(live.val()) : typedDevices(asText(value));
  const isKnown = currentValue(this, 'productKey') !== '' || currentValue(this, 'productKeyType') !== 'str';
  const reason = reasonOf(linesOf(typed), isKnown);
  return reason === undefined ? true : withLabel(reason, options);
};

function hasProduct(form: Form): boolean {
  const productKey = field(form, 'productKey');
  return productKey.typedInput('type') !== 'str' || productKey.typedInput('value') !== '';
}

function reasonOf(lines: readonly string[], isProductKnown: boolean): string | undefined {
  const problem = lineProblem(lines, isProductKnown);
  return problem && text(`invalid.${problem.rule}`, { line: problem.line });
}
