import { fieldCheck, withLabel } from '../shared/editor/field-check';
import { asText, openForm, type Form } from '../shared/editor/form';
import { ID } from '../shared/editor/rules';
import { textsOf } from '../shared/editor/text';
import type { MessagesProperties } from './editor/types';
import '../shared/editor/form.css';
import './editor/kinds.css';

const text = textsOf('aliyun-iot-messages');

RED.nodes.registerType<MessagesProperties>('aliyun-iot-messages', {
  category: 'Aliyun IoT',
  color: '#F2A65A',
  icon: 'aliyun-iot-messages.svg',
  inputs: 0,
  outputs: 1,
  defaults: {
    name: { value: '' },
    subscription: {
      value: '',
      type: 'aliyun-iot-subscription',
      label: text('label.subscription'),
      required: true,
    },
    kinds: {
      value: ['reply', 'property', 'event', 'status', 'lifecycle', 'other'],
      label: text('label.kinds'),
      validate: function (value, options) {
        const some = Array.isArray(value) && value.length > 0;
        return some ? true : withLabel(text('invalid.kinds'), options);
      },
    },
    productKey: { value: '', label: text('label.product-key'), validate: fieldCheck(text, ID) },
    deviceName: { value: '', label: text('label.device-name'), validate: fieldCheck(text, ID) },
    keepOutdated: { value: false },
    version: { value: 1 },
  },
  paletteLabel: function () {
    return text('palette');
  },
  label: function () {
    return this.name || this.deviceName || this.productKey || text('palette');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels: function () {
    return text('port.output');
  },
  oneditprepare: function () {
    const form = openForm(this, 'node-input');
    kindBoxes(form).each((_, box) => {
      $(box).prop('checked', this.kinds.includes(asText($(box).val())));
    });
  },
  oneditsave: function () {
    const chosen = kindBoxes(openedForm()).filter(':checked').toArray();
    this.kinds = chosen.map((box) => asText($(box).val()));
  },
});

function kindBoxes({ root }: Pick<Form, 'root'>): JQuery {
  return root.find('.aliyun-iot-kinds input');
}

/** The dialog of this type that is being saved: there is one at a time, unlike those of config nodes. */
function openedForm(): Pick<Form, 'root'> {
  return { root: $('.aliyun-iot-form[data-type="aliyun-iot-messages"]') };
}
