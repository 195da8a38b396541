import { asText, field, type Form } from '../../shared/editor/form';
import { hasVariable } from '../../shared/editor/rules';

/** Whether the dialog has a place for the ProductKey, and it is typed there. */
export function namesProduct(form: Form): boolean {
  return field(form, 'target').val() !== 'iotId' && field(form, 'productKey').typedInput('type') === 'str';
}

/** The ProductKey that is typed in the dialog; empty when it comes from elsewhere. */
export function namedProduct(form: Form): string {
  const typed = asText(field(form, 'productKey').val());
  return namesProduct(form) && !hasVariable(typed) ? typed : '';
}
