import { asText, field, type Form } from '../../shared/editor/form';

/** What the server has to know of an account that is perhaps not deployed. */
export interface PresentAccount {
  id: string;
  config: Record<string, string>;
  credentials?: Record<string, string>;
}

const CONFIG = ['endpoint', 'iotInstanceId', 'signature', 'credentialSource', 'proxy', 'tls', 'models'];
const PASSWORDS = ['accessKeySecret', 'securityToken'];

/** How Node-RED writes a password that its dialog does not know; our server takes the deployed one for it. */
const UNCHANGED = '__PWRD__';

/**
 * The account as its open dialog shows it.
 *
 * @param id of the node being edited.
 */
export function accountInDialog(form: Form, id: string): PresentAccount {
  const values = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, chosen(asText(field(form, name).val()))]));
  return { id, config: values(CONFIG), credentials: values(['accessKeyId', ...PASSWORDS]) };
}

/**
 * The account as it was last saved in the editor, deployed or not.
 *
 * @param id of the config node.
 * @returns undefined when there is none.
 */
export function savedAccount(id: string): PresentAccount | undefined {
  const node = RED.nodes.node(id);
  if (!node) return undefined;
  const properties = node as unknown as Record<string, unknown>;
  const config = Object.fromEntries(CONFIG.map((name) => [name, asText(properties[name])]));
  return { id, config, ...(node.credentials && { credentials: savedCredentials(node.credentials) }) };
}

function savedCredentials(credentials: Record<string, unknown>): Record<string, string> {
  const password = (name: string) =>
    credentials[name] === undefined && credentials[`has_${name}`] === true
      ? UNCHANGED
      : asText(credentials[name]);
  return {
    accessKeyId: asText(credentials['accessKeyId']),
    ...Object.fromEntries(PASSWORDS.map((name) => [name, password(name)])),
  };
}

/** A list of config nodes offers to add one. */
function chosen(value: string): string {
  return value === '_ADD_' ? '' : value;
}
