import assert from 'node:assert/strict';
import { startSimulator, type Simulator } from '../../lib/simulator';
import { PUMP, refused } from './refused';
import { call, send, timestampOf, type SignedCall } from './signed';

describe('simulator: hmac-sha1 details', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator.close());
  beforeEach(() => simulator.reset());

  it('refuses a missing common parameter by its name', async () => {
    for (const name of [
      'Action',
      'Version',
      'AccessKeyId',
      'SignatureMethod',
      'SignatureVersion',
      'SignatureNonce',
      'Timestamp',
    ]) {
      await refused(simulator, { common: { [name]: undefined } }, `Missing${name}`);
    }
    const unsigned = await send(
      simulator.url,
      'GET',
      '/?Action=InvokeThingService&Version=2018-01-20&Format=json&AccessKeyId=simulator',
    );
    assert.equal(unsigned.json['Code'], 'MissingSignature');
  });

  it('refuses another method, signature version or API version', async () => {
    await refused(simulator, { common: { SignatureMethod: 'HMAC-SHA256' } }, 'InvalidSignatureMethod');
    await refused(simulator, { common: { SignatureVersion: '2.0' } }, 'InvalidSignatureVersion');
    await refused(simulator, { common: { Version: '2017-04-20' } }, 'InvalidVersion');
  });

  it('takes GET, POST with a form, a query or both, on any path', async () => {
    for (const options of [
      { method: 'GET' },
      { in: 'form' },
      { in: 'query' },
      { in: 'both' },
      { path: '/data/api.json/' },
    ] as SignedCall[]) {
      const reply = await call(simulator.url, { params: PUMP, ...options });
      assert.equal(reply.json['Success'], true, reply.text);
    }
  });

  it('is not misled by the x-acs-action header that pop-core sends', async () => {
    const headers = { 'x-acs-action': 'InvokeThingService', 'x-acs-version': '2018-01-20' };
    const reply = await call(simulator.url, { params: PUMP, tamper: { headers } });
    assert.equal(reply.json['Success'], true, reply.text);
  });
});

describe('simulator: acs3 details', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator.close());
  beforeEach(() => simulator.reset());
  const scheme = 'acs3';

  it('refuses missing parts by name', async () => {
    await refused(simulator, { scheme, common: { 'x-acs-action': undefined } }, 'MissingAction');
    await refused(simulator, { scheme, common: { 'x-acs-version': undefined } }, 'MissingVersion');
    for (const name of ['x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256']) {
      const message = await refused(
        simulator,
        { scheme, common: { [name]: undefined } },
        'IncompleteSignature',
      );
      assert.match(message, new RegExp(name));
    }
  });

  it('refuses an Authorization header that is missing, unreadable or of another algorithm', async () => {
    const authorization = (value: string): SignedCall => ({
      scheme,
      tamper: { headers: { authorization: value } },
    });
    await refused(simulator, authorization('ACS3-HMAC-SHA256 nonsense'), 'IncompleteSignature');
    await refused(
      simulator,
      authorization('ACS3-HMAC-SM3 Credential=a,SignedHeaders=b,Signature=c'),
      'InvalidSignatureMethod',
    );
    await refused(simulator, authorization(''), 'InvalidSignatureMethod');
  });

  it('wants host and every x-acs header signed', async () => {
    for (const name of [
      'host',
      'x-acs-action',
      'x-acs-date',
      'x-acs-signature-nonce',
      'x-acs-content-sha256',
    ]) {
      const message = await refused(simulator, { scheme, unsigned: [name] }, 'IncompleteSignature');
      assert.match(message, new RegExp(`${name} is not signed`));
    }
    await refused(
      simulator,
      { scheme, securityToken: 't', unsigned: ['x-acs-security-token'] },
      'IncompleteSignature',
    );
  });

  it('refuses a body, a path or a header that was changed on the way', async () => {
    await refused(
      simulator,
      { scheme, in: 'form', tamper: { body: 'Args=%7B%7D' } },
      'SignatureDoesNotMatch',
    );
    await refused(simulator, { scheme, tamper: { path: '/other' } }, 'SignatureDoesNotMatch');
    const headers = { 'x-acs-date': timestampOf(Date.now() - 60_000) };
    await refused(simulator, { scheme, tamper: { headers } }, 'SignatureDoesNotMatch');
  });

  it('refuses a body hash that is not the hash of the body', () =>
    refused(simulator, { scheme, common: { 'x-acs-content-sha256': '00' } }, 'SignatureDoesNotMatch'));

  it('takes GET, a form body, a query and a form, another path and more signed headers', async () => {
    for (const options of [
      { method: 'GET' },
      { in: 'form' },
      { in: 'both' },
      { path: '/data/api.json/' },
      { common: { 'x-acs-credentials-provider': 'static_ak' } },
    ] as SignedCall[]) {
      const reply = await call(simulator.url, { scheme, params: PUMP, ...options });
      assert.equal(reply.json['Success'], true, reply.text);
    }
  });
});
