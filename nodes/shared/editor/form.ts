/**
 * One open dialog of this package: the element around its form and the prefix of its field IDs.
 * Several can be open at once, a config node's above the node that uses it.
 */
export interface Form {
  root: JQuery;
  prefix: 'node-input' | 'node-config-input';
}

const CLASS = 'aliyun-iot-form';

/**
 * Marks the dialog that has just been built as the one of this node, so that validators find its live values.
 *
 * @param node the node being edited.
 * @param prefix `node-config-input` for a config node.
 */
export function openForm(node: EditorNode, prefix: Form['prefix']): Form {
  const root = $(`.${CLASS}[data-type]`).filter((_, element) => $(element).data('node') === undefined);
  root.data('node', node.id);
  return { root, prefix };
}

/**
 * Fills in what a node of an older package does not have.
 *
 * @param node being edited; the editor gives it every property, undefined where nothing is stored.
 * @param migrate brings settings to the current version.
 */
export function fillNewFields(form: Form, node: object, migrate: (config: object) => object): void {
  const stored = Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined));
  for (const [property, value] of Object.entries(migrate(stored))) {
    if (!(property in stored)) field(form, property).val(asText(value));
  }
}

/** Runs when the dialog is closed, whichever way: Done, Cancel, Delete, or by the program. */
export function whenClosed(form: Form, end: () => void): void {
  // jQuery UI tells every element that leaves the page.
  form.root.on('remove', end);
}

/** The input of a property. */
export function field(form: Form, property: string): JQuery {
  return form.root.find(`#${form.prefix}-${property}`);
}

/**
 * The value of another property of the node that is being validated: what its open dialog shows, else what
 * is stored. Validators also run for nodes whose dialog is closed while another one is open. A ticked box is `true`.
 *
 * @param node `this` of the validator.
 * @param property the name of the property.
 */
export function currentValue(node: EditorNode, property: string): string {
  const live = openRoot(node).find(`#node-input-${property}, #node-config-input-${property}`);
  if (live.length > 0) return shownIn(live);
  const stored = (node as unknown as Record<string, unknown>)[property];
  return stored === true ? 'true' : asText(stored);
}

/** The value of a property in an open dialog, alike. */
export function liveValue(form: Form, property: string): string {
  return shownIn(field(form, property));
}

function shownIn(input: JQuery): string {
  return input.is(':checkbox:checked') ? 'true' : input.is(':checkbox') ? '' : asText(input.val());
}

/** The element around the open dialog of a node; empty when it is closed. */
export function openRoot(node: EditorNode): JQuery {
  return $(`.${CLASS}`).filter((_, element) => $(element).data('node') === node.id);
}

/** A property as the text that its field shows. */
export function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/**
 * Shows or hides the rows of the form with this class.
 */
export function toggleRows(form: Form, className: string, visible: boolean): void {
  form.root.find(`.${className}`).toggle(visible);
}

/** Opens the folded sections that hold a value which is not accepted, since it could not be seen otherwise. */
export function unfoldErrors(form: Form): void {
  form.root.find('details').has('.input-error').attr('open', 'open');
}
