import {
  asText,
  currentValue,
  field,
  fillNewFields,
  openForm,
  openRoot,
  type Form,
} from '../shared/editor/form';
import { matches, trimmed, wholeNumber } from '../shared/editor/rules';
import { textsOf } from '../shared/editor/text';
import { FROM_ELSEWHERE, typedField } from '../shared/editor/typed-field';
import { attachArgsForm, saveArgs } from './editor/args-form';
import { formVerdict } from './editor/args-verdict';
import { attachJsonArgs } from './editor/json-args';
import { attachModelNews } from './editor/model-news';
import { attachOtherProduct } from './editor/other-product';
import { attachDeviceList, saveDeviceList } from './editor/device-list';
import { devices, validateConcurrency, validateDeadline, validateDevices } from './editor/many-devices';
import { attachOwnTsl } from './editor/own-tsl-section';
import { attachPickers } from './editor/pickers';
import { attachService } from './editor/service';
import { storedService } from './editor/stored-service';
import { deviceName, iotId, productKey, showTarget } from './editor/target';
import { attachTryIt } from './editor/try-it';
import type { InvokeProperties } from './editor/types';
import { attachWaiting, replyTimeout, saveWaiting, validateSubscription } from './editor/waiting';
import { migrateInvoke } from './migrate';
import '../shared/editor/form.css';
import './editor/parameters.css';
import './editor/picker.css';

const text = textsOf('aliyun-iot-invoke');

/** @see https://help.aliyun.com/document_detail/150457.html */
const identifier = typedField(text, {
  property: 'identifier',
  types: ['str', ...FROM_ELSEWHERE],
  rules: [trimmed, matches(/^(?:\w{1,30}:)?\w{1,50}$/, 'identifier')],
});

const args = typedField(text, {
  property: 'args',
  types: [
    'msg',
    'json',
    'jsonata',
    'flow',
    'global',
    'env',
    { value: 'form', label: text('args.form'), icon: 'fa fa-list-ul', hasValue: false },
    { value: 'none', label: text('args.none'), icon: 'fa fa-ban', hasValue: false },
  ],
});

const validateArgs: Validator = function (value, options) {
  const isForm = currentValue(this, 'argsType') === 'form';
  return isForm ? formVerdict(this, value, options) : args.validate.call(this, value, options);
};

const qos = typedField(text, {
  property: 'qos',
  types: [
    {
      value: 'num',
      label: text('qos.fixed'),
      icon: 'red/images/typedInput/09.svg',
      options: [
        { value: '0', label: text('qos.0') },
        { value: '1', label: text('qos.1') },
      ],
    },
    ...FROM_ELSEWHERE,
  ],
  rules: [wholeNumber(0, 1, 'qos')],
});

const timeout = typedField(text, {
  property: 'timeout',
  types: ['num', ...FROM_ELSEWHERE],
  rules: [wholeNumber(100, 600_000, 'timeout')],
  optional: true,
});

RED.nodes.registerType<InvokeProperties>('aliyun-iot-invoke', {
  category: 'Aliyun IoT',
  color: '#F2A65A',
  icon: 'aliyun-iot-invoke.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    account: { value: '', type: 'aliyun-iot-account', label: text('label.account'), required: true },
    target: { value: 'names' },
    productKey: { value: '', label: text('label.product-key'), validate: productKey.validate },
    productKeyType: { value: 'str' },
    deviceName: { value: '', label: text('label.device-name'), validate: deviceName.validate },
    deviceNameType: { value: 'str' },
    iotId: { value: '', label: text('label.iot-id'), validate: iotId.validate },
    iotIdType: { value: 'str' },
    identifier: { value: '', label: text('label.identifier'), validate: identifier.validate },
    identifierType: { value: 'str' },
    args: { value: 'payload', label: text('label.args'), validate: validateArgs },
    argsType: { value: 'msg' },
    qos: { value: '0', label: text('label.qos'), validate: qos.validate },
    qosType: { value: 'num' },
    timeout: { value: '', label: text('label.timeout'), validate: timeout.validate },
    timeoutType: { value: 'num' },
    safeToRepeat: { value: false },
    passDeviceErrors: { value: false },
    thingModel: { value: '' },
    decode: { value: false },
    tsl: { value: '' },
    subscription: {
      value: '',
      type: 'aliyun-iot-subscription',
      label: text('label.subscription'),
      validate: validateSubscription,
    },
    waitForReply: { value: false },
    replyTimeout: { value: '', label: text('label.reply-timeout'), validate: replyTimeout.validate },
    replyTimeoutType: { value: 'num' },
    devices: { value: 'devices', label: text('label.devices'), validate: validateDevices },
    devicesType: { value: 'msg' },
    listMode: { value: 'each' },
    listOutput: { value: 'each' },
    listConcurrency: { value: '20', label: text('label.list-concurrency'), validate: validateConcurrency },
    listDeadline: { value: '', label: text('label.list-deadline'), validate: validateDeadline },
    version: { value: 3 },
  },
  paletteLabel: function () {
    return text('palette');
  },
  label: function () {
    return this.name || (this.identifierType === 'str' && this.identifier) || text('palette');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels: function () {
    return text(this.target === 'list' ? 'port.input-list' : 'port.input');
  },
  outputLabels: function () {
    return text(outputKey(this));
  },
  oneditprepare: function () {
    const form = openForm(this, 'node-input');
    fillNewFields(form, this, migrateInvoke);
    const storedForm = this.argsType === 'form' ? this.args : '';
    const storedDevices = this.devicesType === 'list' ? this.devices : '';
    const typedFields = [
      productKey,
      deviceName,
      iotId,
      devices,
      identifier,
      args,
      qos,
      timeout,
      replyTimeout,
    ];
    for (const typed of typedFields) typed.attach(form);
    const service = attachService(form);
    attachPickers(form, (picked) => service.use(picked), attachDeviceList(form, storedDevices));
    attachOwnTsl(form, (named) => service.use(named));
    attachArgsForm(form, service, storedForm);
    attachJsonArgs(form, service);
    attachOtherProduct(form, service);
    attachModelNews(form, service);
    attachTryIt(form);
    attachWaiting(form, service);
    for (const choice of ['target', 'listMode', 'listOutput']) {
      field(form, choice).on('change', () => showTarget(form));
    }
    showTarget(form);
  },
  oneditsave: function () {
    this.version = migrateInvoke(this).version;
    const form: Form = { root: openRoot(this), prefix: 'node-input' };
    saveDeviceList(form);
    saveWaiting(form);
    saveArgs(form, storedService(asText(field(form, 'thingModel').val()))?.service.identifier);
  },
});

function outputKey({ target, listOutput, waitForReply }: InvokeProperties): string {
  if (target === 'list') return listOutput === 'summary' ? 'port.output-summary' : 'port.output-each';
  return waitForReply ? 'port.output-reply' : 'port.output';
}
