import type { CredentialProvider } from '../../lib/credentials';
import { createClient, type Client, type ClientOptions, type InvokeRequest } from '../../lib/services';

/** The keys of every test; the secret scan looks for them. */
export const TEST_KEYS = {
  accessKeyId: 'LTAI-test-key-id',
  accessKeySecret: 'test-key-secret-0123456789',
  securityToken: 'test-sts-token/+=0123456789',
};

export const TEST_CREDENTIALS: CredentialProvider = {
  get: () => Promise.resolve(TEST_KEYS),
  refresh: () => undefined,
};

/** A client against a server of the test. */
export function testClient(endpoint: string, options: Partial<ClientOptions> = {}): Client {
  return createClient({ endpoint, credentials: TEST_CREDENTIALS, signature: 'hmac-sha1', ...options });
}

/** A call that is right in every way. */
export const CALL: InvokeRequest = {
  productKey: 'a1SimPump01',
  deviceName: 'pump-01',
  identifier: 'start',
  args: { speed: 1200 },
};
