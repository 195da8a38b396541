import { asText, field, liveValue, type Form } from '../../shared/editor/form';
import { textsOf } from '../../shared/editor/text';
import { isWaiting } from './choices';
import { modeOf, storedService, type StoredService } from './stored-service';

const text = textsOf('aliyun-iot-invoke');

/** The service of an open dialog, as far as the thing model is known. */
export interface PresentService {
  /** What is known, whether or not the dialog still names that service. */
  stored(): StoredService | undefined;
  /** Keeps another one. */
  use(service: StoredService): void;
  /** Told after every change. */
  onChange(changed: () => void): void;
}

/** Keeps the picked service with the node, and says below its field what a call of it gives. */
export function attachService(form: Form): PresentService {
  const hidden = field(form, 'thingModel');
  const identifier = field(form, 'identifier');
  const line = form.root.find('#aliyun-iot-invoke-service');
  const listeners: (() => void)[] = [];
  const stored = (): StoredService | undefined => storedService(asText(hidden.val()));
  const show = (): void => {
    const known = stored();
    const isNamed = known?.service.identifier === asText(identifier.val());
    const waits = isWaiting((property) => liveValue(form, property));
    line.text(known && isNamed ? summary(known, waits) : '').toggle(isNamed);
  };
  for (const input of [identifier, field(form, 'waitForReply')]) input.on('change', show);
  show();
  return {
    stored,
    use(service) {
      hidden.val(JSON.stringify(service));
      show();
      for (const changed of listeners) changed();
    },
    onChange: (changed) => void listeners.push(changed),
  };
}

function summary({ validate, service }: StoredService, waits: boolean): string {
  const mode = modeOf(validate, service) ?? 'unknown';
  return text(`outcome.${mode === 'async' && waits ? 'reply' : mode}`, { service: service.name });
}
