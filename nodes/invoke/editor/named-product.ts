import { asText, field, type Form } from '../../shared/editor/form';
import { hasVariable } from '../../shared/editor/rules';
import type { StoredService } from './stored-service';

/** Whether the dialog has a place for the ProductKey, and it is typed there. */
export function namesProduct(form: Form): boolean {
  return field(form, 'target').val() !== 'iotId' && field(form, 'productKey').typedInput('type') === 'str';
}

/** The ProductKey that is typed in the dialog; empty when it comes from elsewhere. */
export function namedProduct(form: Form): string {
  const typed = asText(field(form, 'productKey').val());
  return namesProduct(form) && !hasVariable(typed) ? typed : '';
}

/** Whether the dialog names another product than the one that a service was picked for. */
export function namesOtherProduct(form: Form, { productKey }: StoredService): boolean {
  const present = namedProduct(form);
  return ![productKey, present].includes('') && productKey !== present;
}

/** Whether what is called is the service that is kept, as far as the dialog tells. */
export function callsModelOf(form: Form, known: StoredService): boolean {
  const identifier = field(form, 'identifier');
  return (
    identifier.typedInput('type') === 'str' &&
    identifier.typedInput('value') === known.service.identifier &&
    !namesOtherProduct(form, known)
  );
}
