import {
  asText,
  field,
  fillNewFields,
  openForm,
  toggleRows,
  unfoldErrors,
  type Form,
} from '../shared/editor/form';
import { fieldCheck, type ValueOf } from '../shared/editor/field-check';
import { baseUrl, matches, required, trimmed, wholeNumber, type Rule } from '../shared/editor/rules';
import { textsOf } from '../shared/editor/text';
import { attachModels } from './editor/models';
import { attachTest } from './editor/test-connection';
import type { AccountCredentials, AccountProperties } from './editor/types';
import { migrateAccount } from './migrate';
import '../shared/editor/form.css';

const SIMULATOR = 'simulator';
const CUSTOM = 'custom';

/** @see https://help.aliyun.com/document_detail/147356.html */
const REGIONS = [
  'cn-shanghai',
  'cn-beijing',
  'cn-shenzhen',
  'ap-northeast-1',
  'ap-southeast-1',
  'us-west-1',
  'us-east-1',
  'eu-central-1',
];

const text = textsOf('aliyun-iot-account');

const isListed = (endpoint: string) => endpoint === SIMULATOR || REGIONS.includes(endpoint);
const listedOrUrl: Rule = (value) => (isListed(value) ? undefined : baseUrl(value));
const isCloud = (valueOf: ValueOf) => valueOf('endpoint') !== SIMULATOR;
const isShared = (valueOf: ValueOf) => valueOf('redisUrl') !== '';
const usesKeys = (valueOf: ValueOf) => isCloud(valueOf) && valueOf('credentialSource') !== 'chain';

RED.nodes.registerType<AccountProperties, AccountCredentials>('aliyun-iot-account', {
  category: 'config',
  defaults: {
    name: { value: '' },
    endpoint: {
      value: 'simulator',
      label: text('label.endpoint'),
      validate: fieldCheck(text, [required, trimmed, listedOrUrl]),
    },
    iotInstanceId: {
      value: '',
      label: text('label.instance'),
      validate: fieldCheck(text, [trimmed, matches(/^[\w-]+$/, 'instance')], isCloud),
    },
    signature: { value: 'acs3-hmac-sha256' },
    credentialSource: { value: 'fields' },
    proxy: { value: '', type: 'http proxy', label: text('label.proxy'), required: false },
    tls: { value: '', type: 'tls-config', label: text('label.tls'), required: false },
    maxQps: {
      value: 50,
      label: text('label.max-qps'),
      validate: fieldCheck(text, [wholeNumber(1, 500, 'max-qps')]),
    },
    batchQps: {
      value: 2,
      label: text('label.batch-qps'),
      validate: fieldCheck(text, [wholeNumber(1, 10, 'batch-qps')]),
    },
    concurrency: {
      value: 200,
      label: text('label.concurrency'),
      validate: fieldCheck(text, [wholeNumber(1, 10_000, 'concurrency')]),
    },
    queue: {
      value: 1000,
      label: text('label.queue'),
      validate: fieldCheck(text, [wholeNumber(0, 100_000, 'queue')]),
    },
    oneAtATimePerDevice: { value: false },
    sharedQps: {
      value: '',
      label: text('label.shared-qps'),
      validate: fieldCheck(text, [required, wholeNumber(1, 500, 'shared-qps')], isShared),
    },
    models: { value: '' },
    version: { value: 3 },
  },
  credentials: {
    accessKeyId: {
      type: 'text',
      label: text('label.access-key-id'),
      validate: fieldCheck(text, [required, trimmed], usesKeys),
    },
    accessKeySecret: {
      type: 'password',
      label: text('label.access-key-secret'),
      validate: fieldCheck(text, [required, trimmed], usesKeys),
    },
    securityToken: {
      type: 'password',
      label: text('label.security-token'),
      validate: fieldCheck(text, [trimmed], usesKeys),
    },
    redisUrl: {
      type: 'password',
      label: text('label.redis-url'),
      validate: fieldCheck(text, [trimmed, matches(/^(?:__PWRD__|rediss?:\/\/.+)$/, 'redis-url')]),
    },
  },
  label: function () {
    return this.name || (this.endpoint === SIMULATOR ? text('simulator') : this.endpoint);
  },
  oneditprepare: function () {
    const form = openForm(this, 'node-config-input');
    fillNewFields(form, this, migrateAccount);
    fillEndpoints(form, asText(this.endpoint));
    field(form, 'credentialSource').on('change', () => showWhatApplies(form));
    field(form, 'endpoint').on('change', () => showWhatApplies(form));
    field(form, 'redisUrl').on('input', () => showWhatApplies(form));
    showWhatApplies(form);
    attachTest(form, this.id);
    attachModels(form);
    setTimeout(() => unfoldErrors(form));
  },
  oneditsave: function () {
    this.version = migrateAccount(this).version;
  },
});

/** The list offers the simulator, the regions and "another URL", which brings the text field into view. */
function fillEndpoints(form: Form, endpoint: string): void {
  const choice = form.root.find('#aliyun-iot-account-endpoint-choice');
  const input = field(form, 'endpoint');
  for (const value of [SIMULATOR, ...REGIONS, CUSTOM]) {
    $('<option>', { value, text: text(`endpoint.${value}`) }).appendTo(choice);
  }
  choice.val(isListed(endpoint) ? endpoint : CUSTOM);
  input.toggle(choice.val() === CUSTOM);
  choice.on('change', () => {
    const chosen = asText(choice.val());
    input.toggle(chosen === CUSTOM).val(chosen === CUSTOM ? '' : chosen);
    input.trigger('change');
  });
}

function showWhatApplies(form: Form): void {
  const valueOf: ValueOf = (property) => asText(field(form, property).val());
  toggleRows(form, 'aliyun-iot-simulator', !isCloud(valueOf));
  toggleRows(form, 'aliyun-iot-cloud', isCloud(valueOf));
  toggleRows(form, 'aliyun-iot-keys', usesKeys(valueOf));
  toggleRows(form, 'aliyun-iot-chain', !usesKeys(valueOf));
  toggleRows(form, 'aliyun-iot-shared', isShared(valueOf));
}
