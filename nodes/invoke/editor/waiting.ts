import { withLabel } from '../../shared/editor/field-check';
import { asText, currentValue, field, liveValue, toggleRows, type Form } from '../../shared/editor/form';
import { wholeNumber } from '../../shared/editor/rules';
import { textsOf } from '../../shared/editor/text';
import { FROM_ELSEWHERE, typedField } from '../../shared/editor/typed-field';
import { isBatch, isWaiting } from './choices';
import type { PresentService } from './service';
import { modeOf } from './stored-service';

const text = textsOf('aliyun-iot-invoke');

export const replyTimeout = typedField(text, {
  property: 'replyTimeout',
  types: ['num', ...FROM_ELSEWHERE],
  rules: [wholeNumber(100, 86_400_000, 'reply-timeout')],
  optional: true,
  when: isWaiting,
});

/** Shows what waiting needs while it is ticked, and says what it means for the service that was picked. */
export function attachWaiting(form: Form, service: PresentService): void {
  const hint = form.root.find('#aliyun-iot-invoke-wait-hint');
  const show = (): void => {
    const waits = isWaiting((property) => liveValue(form, property));
    toggleRows(form, 'aliyun-iot-waiting', waits);
    hint.text(text(`hint.wait.${modeNow(form, service)}`));
  };
  service.onChange(show);
  for (const property of ['waitForReply', 'target', 'listMode', 'identifier']) {
    field(form, property).on('change', show);
  }
  show();
}

/** What is hidden must not be in the way at run time. */
export function saveWaiting(form: Form): void {
  if (isBatch((property) => liveValue(form, property))) field(form, 'waitForReply').prop('checked', false);
}

/** A node that waits needs a subscription that is there and set up. */
export const validateSubscription: Validator = function (value, options) {
  if (!isWaiting((property) => currentValue(this, property))) return true;
  const id = asText(value);
  if (id === '' || id === '_ADD_') return withLabel(text('invalid.no-subscription'), options);
  const subscription = RED.nodes.node(id);
  if (!subscription) return withLabel(text('invalid.subscription-gone'), options);
  return subscription.valid === false ? withLabel(text('invalid.subscription-invalid'), options) : true;
};

function modeNow(form: Form, service: PresentService): 'sync' | 'async' | 'unknown' {
  const known = service.stored();
  const identifier = field(form, 'identifier');
  const isNamed =
    identifier.typedInput('type') === 'str' && known?.service.identifier === identifier.typedInput('value');
  return (isNamed && modeOf(known.validate, known.service)) || 'unknown';
}
