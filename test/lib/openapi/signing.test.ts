import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { acs3Signature } from '../../../lib/openapi/acs3';
import { hmacSha1Signature } from '../../../lib/openapi/hmac-sha1';
import { signAcs3 } from '../../../lib/openapi/acs3';
import { parseEndpoint } from '../../../lib/openapi/endpoint';
import { signHmacSha1 } from '../../../lib/openapi/hmac-sha1';
import { canonicalQuery, percentEncode } from '../../../lib/openapi/percent-encode';
import type { SigningContext } from '../../../lib/openapi/signed-request';

const ACS3_DOCUMENTED_HEADERS = {
  host: 'ecs.cn-shanghai.aliyuncs.com',
  'x-acs-action': 'RunInstances',
  'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'x-acs-date': '2023-10-26T10:22:32Z',
  'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
  'x-acs-version': '2014-05-26',
};

describe('percent encoding', () => {
  it('keeps only the unreserved characters of RFC 3986', () => {
    assert.equal(percentEncode('aZ09-_.~'), 'aZ09-_.~');
    assert.equal(
      percentEncode(" *!'()+/=中\n\0😀"),
      '%20%2A%21%27%28%29%2B%2F%3D%E4%B8%AD%0A%00%F0%9F%98%80',
    );
  });

  it('sorts names in byte order, so that DeviceName.10 stands before DeviceName.2', () => {
    assert.equal(
      canonicalQuery({ 'D.2': 'b', 'D.10': 'c', 'D.1': 'a', a: '', Z: 'z' }),
      'D.1=a&D.10=c&D.2=b&Z=z&a=',
    );
  });
});

describe('HMAC-SHA1 signature', () => {
  it("gives the documentation's own answers", () => {
    const pub = {
      AccessKeyId: 'testid',
      Action: 'Pub',
      Format: 'XML',
      MessageContent: 'aGVsbG93b3JsZA=',
      ProductKey: '12345abcdeZ',
      Qos: '0',
      RegionId: 'cn-shanghai',
      ServiceCode: 'iot',
      SignatureMethod: 'HMAC-SHA1',
      SignatureNonce: '0715a395-aedf-4a41-bab7-746b43d38d88',
      SignatureVersion: '1.0',
      Timestamp: '2017-10-02T09:39:41Z',
      TopicFullName: '/productKey/testdevice/get',
      Version: '2017-04-20',
    };
    assert.equal(hmacSha1Signature('GET', pub, 'testsecret'), 'Y9eWn4nF8QPh3c4zAFkM/k/u7eA=');
    const hosts = {
      AccessKeyId: 'testid',
      Action: 'DescribeDedicatedHosts',
      Format: 'JSON',
      RegionId: 'cn-beijing',
      SignatureMethod: 'HMAC-SHA1',
      SignatureNonce: 'edb2b34af0af9a6d14deaf7c1a5315eb',
      SignatureVersion: '1.0',
      Timestamp: '2023-03-13T08:34:30Z',
      Version: '2014-05-26',
    };
    assert.equal(hmacSha1Signature('GET', hosts, 'testsecret'), '9NaGiOspFP5UPcwX8Iwt2YJXXuk=');
  });

  it('signs hard characters', () => {
    const params = {
      AccessKeyId: 'testid',
      Action: 'InvokeThingService',
      Args: `{"s":"a b*c~d(e)'!中"}`,
      DeviceName: 'device1',
      Format: 'JSON',
      Identifier: 'service1',
      ProductKey: 'a1BwAGV0000',
      RegionId: 'cn-shanghai',
      SignatureMethod: 'HMAC-SHA1',
      SignatureNonce: '15215528852396',
      SignatureVersion: '1.0',
      Timestamp: '2018-05-20T12:00:00Z',
      Version: '2018-01-20',
    };
    assert.equal(hmacSha1Signature('POST', params, 'testsecret'), 'gr+TU2qc96oaVqefRdSkcdBCOew=');
  });
});

describe('ACS3-HMAC-SHA256 signature', () => {
  it("gives the documentation's own answer", () => {
    const { signature, signedHeaders } = acs3Signature(
      {
        method: 'POST',
        path: '/',
        query: 'ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai',
        headers: ACS3_DOCUMENTED_HEADERS,
        payloadSha256: ACS3_DOCUMENTED_HEADERS['x-acs-content-sha256'],
      },
      'YourAccessKeySecret',
    );
    assert.equal(signature, '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0');
    assert.equal(
      signedHeaders,
      'host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version',
    );
  });
});

describe('signed requests', () => {
  const context: SigningContext = {
    endpoint: parseEndpoint('https://si-1.example.com:8686/base/path'),
    credentials: { accessKeyId: 'testid', accessKeySecret: 'testsecret', securityToken: 'tok/+=en' },
    date: new Date('2024-01-02T03:04:05.678Z'),
    nonce: 'nonce-1',
  };
  const call = { action: 'InvokeThingService', params: { Args: '{"a":1}', Identifier: 'svc' } };

  it('put everything of HMAC-SHA1 into the form body and nothing into the URL', () => {
    const signed = signHmacSha1(call, context);
    const params = Object.fromEntries(new URLSearchParams(signed.body));
    assert.equal(signed.path, '/base/path');
    assert.equal(signed.headers['host'], 'si-1.example.com:8686');
    assert.equal(params['Timestamp'], '2024-01-02T03:04:05Z');
    assert.equal(params['SecurityToken'], 'tok/+=en');
    assert.equal(params['Format'], 'JSON');
    const { Signature, ...rest } = params;
    assert.equal(Signature, hmacSha1Signature('POST', rest, 'testsecret'));
  });

  it('put the parameters of ACS3 into the query and the token into a signed header', () => {
    const signed = signAcs3(call, context);
    assert.equal(signed.path, '/base/path?Args=%7B%22a%22%3A1%7D&Identifier=svc');
    assert.equal(signed.body, '');
    assert.equal(signed.headers['x-acs-security-token'], 'tok/+=en');
    assert.match(
      signed.headers['authorization'] ?? '',
      /SignedHeaders=host;x-acs-accesskey-id;.*x-acs-security-token;/,
    );
  });

  it('move long parameters of ACS3 into the form body and sign its hash', () => {
    const long = { ...call, params: { Args: JSON.stringify({ text: 'x'.repeat(20_000) }) } };
    const signed = signAcs3(long, context);
    assert.equal(signed.path, '/base/path');
    assert.deepEqual(Object.fromEntries(new URLSearchParams(signed.body)), long.params);
    assert.equal(signed.headers['content-length'], String(Buffer.byteLength(signed.body)));
    assert.match(signed.headers['authorization'] ?? '', /SignedHeaders=content-type;host;/);
  });
});

interface Vector {
  id: string;
  method: string;
  params: Record<string, string>;
  query: Record<string, string>;
  path: string;
  headers: Record<string, string>;
  body: string;
  secret: string;
  signature: string;
}

const vectors = path.resolve(__dirname, '../../../../shared/vectors');

/** Requests captured from the vendor's own SDKs, where they are at hand. */
describe('captured requests of the official SDKs', () => {
  const load = (name: string): Vector[] => {
    const file = path.join(vectors, name);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Vector[]) : [];
  };

  for (const vector of load('hmac-sha1.json')) {
    it(vector.id, () => {
      assert.equal(hmacSha1Signature(vector.method, vector.params, vector.secret), vector.signature);
    });
  }

  for (const vector of load('acs3-hmac-sha256.json')) {
    it(vector.id, () => {
      const headers = Object.fromEntries(
        Object.entries(vector.headers).filter(([name]) =>
          /^(host|content-type|x-acs-.*)$/.test(name.toLowerCase()),
        ),
      );
      const { signature } = acs3Signature(
        {
          method: vector.method,
          path: vector.path,
          query: canonicalQuery(vector.query),
          headers,
          payloadSha256: vector.headers['x-acs-content-sha256'] ?? '',
        },
        vector.secret,
      );
      assert.equal(signature, vector.signature);
    });
  }
});
