/**
 * The part of Node-RED's editor API that this package uses, as Node-RED 4.0 to 5.0 have it.
 * @see https://nodered.org/docs/creating-nodes/node-html
 */

/** The build puts it into the page with the form. */
declare module '*.css' {}

type Translate = (key: string, params?: Record<string, unknown>) => string;

/** True, or the reason why the value is refused, which the editor shows as a tooltip. */
type Verdict = true | string;

interface ValidationOptions {
  /** The translated name of the property, when the definition has one. */
  label?: string;
}

/** Only a validator that declares both parameters may answer with a reason. */
type Validator = (this: EditorNode, value: unknown, options: ValidationOptions | undefined) => Verdict;

interface PropertySpec<T> {
  value: T;
  label?: string;
  required?: boolean;
  /** The type of the config node whose ID the property holds. */
  type?: string;
  validate?: Validator;
}

interface CredentialSpec {
  type: 'text' | 'password';
  label?: string;
  validate?: Validator;
}

/** A node as the editor holds it; its properties are stored beside these. */
interface EditorNode {
  id: string;
  name?: string;
  /** As it was last checked; undefined when it was not. */
  valid?: boolean;
  /** Of a node whose dialog has been open; passwords only when they were typed since the page was loaded. */
  credentials?: Record<string, unknown>;
  _: Translate;
}

type TextOrGetter<This> = string | ((this: This) => string);

interface NodeTypeSpec<Properties, Credentials> {
  category: string;
  defaults: { [K in keyof Properties]: PropertySpec<Properties[K]> };
  credentials?: { [K in keyof Credentials]: CredentialSpec };
  color?: string;
  icon?: string;
  inputs?: number;
  outputs?: number;
  paletteLabel?: TextOrGetter<EditorNode>;
  label?: TextOrGetter<EditorNode & Properties>;
  labelStyle?: TextOrGetter<EditorNode & Properties>;
  inputLabels?: TextOrGetter<EditorNode & Properties>;
  outputLabels?: TextOrGetter<EditorNode & Properties>;
  oneditprepare?(this: EditorNode & Properties): void;
  oneditsave?(this: EditorNode & Properties): void;
}

interface TypedInputOption {
  value: string;
  label: string;
}

/** A type of a typedInput: the name of a built-in one, or a definition. */
interface TypedInputType {
  value: string;
  label: string;
  icon?: string;
  hasValue?: boolean;
  options?: TypedInputOption[];
  validate?: (value: string, options: ValidationOptions) => Verdict;
  expand?: (this: TypedInputWidget) => void;
}

interface TypedInputWidget {
  /** The input that it stands for. */
  element: JQuery;
  value(): string;
  value(value: string): void;
}

interface JQuery {
  typedInput(options: { types: (string | TypedInputType)[]; typeField?: JQuery; default?: string }): JQuery;
  typedInput(method: 'type' | 'value'): string;
  typedInput(method: 'type' | 'value', set: string): void;
  typedInput(method: 'focus'): void;
  typedInput(method: 'validate'): boolean;
}

declare const RED: {
  _: Translate;
  nodes: {
    registerType<Properties, Credentials = object>(
      type: string,
      definition: NodeTypeSpec<Properties, Credentials>,
    ): void;
    /** A node of the workspace, as it was last saved in the editor. */
    node(id: string): EditorNode | null;
  };
  editor: {
    editJSON(options: { value: string; focus?: boolean; complete: (value: string) => void }): void;
  };
  user: {
    /** Whether who is logged in may do something; true when nobody has to log in. */
    hasPermission(permission: string): boolean;
  };
  utils: {
    /** Checks a value against one of the built-in types. */
    validateTypedProperty(value: string, type: string, options: ValidationOptions): Verdict;
  };
};
