import { fieldCheck } from '../shared/editor/field-check';
import { openForm, unfoldErrors } from '../shared/editor/form';
import { matches, required, trimmed, wholeNumber } from '../shared/editor/rules';
import { textsOf } from '../shared/editor/text';
import type { SubscriptionProperties } from './editor/types';
import '../shared/editor/form.css';

const text = textsOf('aliyun-iot-subscription');

RED.nodes.registerType<SubscriptionProperties>('aliyun-iot-subscription', {
  category: 'config',
  defaults: {
    name: { value: '' },
    account: { value: '', type: 'aliyun-iot-account', label: text('label.account'), required: true },
    consumerGroupId: {
      value: 'DEFAULT_GROUP',
      label: text('label.group'),
      validate: fieldCheck(text, [required, trimmed, matches(/^[^\s,|=&]+$/, 'group')]),
    },
    endpoint: {
      value: '',
      label: text('label.endpoint'),
      validate: fieldCheck(text, [trimmed, matches(/^(amqps?:\/\/)?[^\s/?#@]+$/, 'endpoint')]),
    },
    uid: {
      value: '',
      label: text('label.uid'),
      validate: fieldCheck(text, [trimmed, matches(/^\d+$/, 'uid')]),
    },
    credit: {
      value: 100,
      label: text('label.credit'),
      validate: fieldCheck(text, [wholeNumber(1, 1000, 'credit')]),
    },
    version: { value: 1 },
  },
  label: function () {
    return this.name || this.consumerGroupId;
  },
  oneditprepare: function () {
    const form = openForm(this, 'node-config-input');
    setTimeout(() => unfoldErrors(form));
  },
});
