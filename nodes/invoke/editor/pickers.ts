import { iconButton } from '../../shared/editor/buttons';
import { asText, field, type Form } from '../../shared/editor/form';
import { textsOf } from '../../shared/editor/text';
import type { DeviceList } from './device-list';
import { lineOf } from './device-lines';
import { devices, products, type Device } from './look-ups';
import { namedProduct, namesProduct } from './named-product';
import { ownTsl } from './own-tsl-section';
import { Picker } from './picker';
import type { Source } from './picker-source';
import { ownServices, services } from './service-lists';
import type { StoredService } from './stored-service';

const text = textsOf('aliyun-iot-invoke');

/** How the source of a field is made, when the product is known. */
type SourceOf = (productKey: string, done: () => void) => Source;

/**
 * Adds a search button to the fields of product, device and service. It is there while a literal is typed, which
 * remains possible.
 *
 * @param pickService told which service was picked.
 * @param list gets the devices that are picked for a list.
 */
export function attachPickers(
  form: Form,
  pickService: (service: StoredService) => void,
  list: DeviceList,
): void {
  const account = () => asText(field(form, 'account').val());
  const lists = new Lists(form);
  lists.attach('productKey', (done) =>
    products(account, ({ productKey }) => {
      set(form, 'productKey', productKey);
      done();
    }),
  );
  const ofProduct = (
    property: string,
    sourceOf: SourceOf,
    instead: (done: () => void) => Source | undefined = () => undefined,
  ): void => {
    const withProduct = (productKey: string, open: (source: Source) => void, done: () => void): Source => ({
      ...sourceOf(productKey, done),
      back: () => open(choice(open, done)),
    });
    const choice = (open: (source: Source) => void, done: () => void): Source =>
      products(account, ({ productKey }) => {
        lists.useProduct(productKey);
        open(withProduct(productKey, open, done));
      });
    lists.attach(
      property,
      (done, open) =>
        instead(done) ?? (lists.product === '' ? choice(open, done) : withProduct(lists.product, open, done)),
    );
  };
  const pickDevice =
    (property: 'deviceName' | 'iotId'): SourceOf =>
    (productKey, done) =>
      devices(account, productKey, (device: Device) => {
        set(form, property, device[property]);
        done();
      });
  ofProduct('deviceName', pickDevice('deviceName'));
  ofProduct('iotId', pickDevice('iotId'));
  const line = (productKey: string, { deviceName }: Device): string =>
    lineOf(namedProduct(form) === productKey ? deviceName : { productKey, deviceName });
  ofProduct('devices', (productKey) =>
    devices(
      account,
      productKey,
      (device) => list.toggle(line(productKey, device)),
      (device) => list.has(line(productKey, device)),
    ),
  );
  const picked = (done: () => void) => (service: StoredService) => {
    set(form, 'identifier', service.service.identifier);
    pickService(service);
    done();
  };
  ofProduct(
    'identifier',
    (productKey, done) => services(account, productKey, picked(done)),
    (done) => {
      const own = ownTsl(form);
      return own && ownServices(own, lists.product, picked(done));
    },
  );
}

/** The panels of one dialog, of which one at most is open, and the product they are about. */
class Lists {
  readonly #form: Form;
  readonly #pickers: Picker[] = [];
  /** Picked for a node that does not name its product in the dialog. */
  #product = '';

  constructor(form: Form) {
    this.#form = form;
  }

  /** The product that is known; empty when none is. */
  get product(): string {
    return namedProduct(this.#form) || this.#product;
  }

  useProduct(productKey: string): void {
    this.#product = productKey;
    if (namesProduct(this.#form)) set(this.#form, 'productKey', productKey);
  }

  attach(property: string, sourceOf: (done: () => void, open: (source: Source) => void) => Source): void {
    // A list that is typed is to the devices what a text is to the other fields.
    const literal = property === 'devices' ? 'list' : 'str';
    const input = field(this.#form, property);
    const place = input.parent().addClass('aliyun-iot-pickable').attr('id', `aliyun-iot-pick-${property}`);
    const focus = (): void => input.typedInput('focus');
    const picker = new Picker(this.#form, place, focus);
    this.#pickers.push(picker);
    const done = (): void => {
      picker.close();
      focus();
    };
    const button = iconButton('fa-search', text(`picker.find.${property}`), () => {
      const wasOpen = picker.isOpen;
      for (const other of this.#pickers) other.close();
      if (!wasOpen) picker.open(sourceOf(done, (source) => picker.open(source)));
    });
    input.next('.red-ui-typedInput-container').after(button);
    const showForLiteral = (): void => {
      const isLiteral = input.typedInput('type') === literal;
      button.toggle(isLiteral);
      if (!isLiteral) picker.close();
    };
    input.on('change', showForLiteral);
    showForLiteral();
  }
}

function set(form: Form, property: string, value: string): void {
  field(form, property).typedInput('value', value);
}
