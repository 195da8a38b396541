import { asText, field, type Form } from '../../shared/editor/form';
import { textsOf } from '../../shared/editor/text';
import { namesOtherProduct } from './named-product';
import type { PresentService } from './service';

const text = textsOf('aliyun-iot-invoke');

/**
 * Says when the service was picked for another product than the dialog names now: its model is then not used for what
 * messages bring. A form is, since products that share a service share what was filled in for it.
 */
export function attachOtherProduct(form: Form, service: PresentService): void {
  const line = form.root.find('#aliyun-iot-invoke-other-product');
  const show = (): void => {
    const known = service.stored();
    const isOther =
      known !== undefined &&
      known.service.identifier === asText(field(form, 'identifier').val()) &&
      namesOtherProduct(form, known) &&
      field(form, 'args').typedInput('type') !== 'form';
    line.toggle(isOther).text(isOther ? text('outcome.other-product', { product: known.productKey }) : '');
  };
  for (const property of ['target', 'productKey', 'identifier', 'args']) {
    field(form, property).on('change', show);
  }
  service.onChange(show);
  show();
}
