import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hmacSha1Signature, hmacSha1StringToSign } from '../../lib/simulator/verify-hmac-sha1';
import {
  acs3CanonicalRequest,
  acs3Signature,
  acs3StringToSign,
  parseAuthorization,
  sha256Hex,
} from '../../lib/simulator/verify-acs3';

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function sha1(method: string, secret: string, params: Record<string, string>): string {
  return hmacSha1Signature(secret, hmacSha1StringToSign(method, Object.entries(params)));
}

const COMMON = { SignatureMethod: 'HMAC-SHA1', SignatureVersion: '1.0' };

describe('simulator: hmac-sha1 against documented examples', () => {
  it('signs the example of the IoT page', () => {
    const params = {
      ...COMMON,
      AccessKeyId: 'testid',
      Action: 'Pub',
      Format: 'XML',
      MessageContent: 'aGVsbG93b3JsZA=',
      ProductKey: '12345abcdeZ',
      Qos: '0',
      RegionId: 'cn-shanghai',
      ServiceCode: 'iot',
      SignatureNonce: '0715a395-aedf-4a41-bab7-746b43d38d88',
      Timestamp: '2017-10-02T09:39:41Z',
      TopicFullName: '/productKey/testdevice/get',
      Version: '2017-04-20',
    };
    assert.equal(
      hmacSha1StringToSign('GET', Object.entries({ ...params, Signature: 'left out' })),
      'GET&%2F&AccessKeyId%3Dtestid%26Action%3DPub%26Format%3DXML%26MessageContent%3DaGVsbG93b3JsZA%253D%26ProductKey%3D12345abcdeZ%26Qos%3D0%26RegionId%3Dcn-shanghai%26ServiceCode%3Diot%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D0715a395-aedf-4a41-bab7-746b43d38d88%26SignatureVersion%3D1.0%26Timestamp%3D2017-10-02T09%253A39%253A41Z%26TopicFullName%3D%252FproductKey%252Ftestdevice%252Fget%26Version%3D2017-04-20',
    );
    assert.equal(sha1('GET', 'testsecret', params), 'Y9eWn4nF8QPh3c4zAFkM/k/u7eA=');
  });

  it('signs the example of the generic RPC page', () => {
    const params = {
      ...COMMON,
      AccessKeyId: 'testid',
      Action: 'DescribeDedicatedHosts',
      Format: 'JSON',
      RegionId: 'cn-beijing',
      SignatureNonce: 'edb2b34af0af9a6d14deaf7c1a5315eb',
      Timestamp: '2023-03-13T08:34:30Z',
      Version: '2014-05-26',
    };
    assert.equal(sha1('GET', 'testsecret', params), '9NaGiOspFP5UPcwX8Iwt2YJXXuk=');
  });

  it('signs the example of the ECS page', () => {
    const params = {
      ...COMMON,
      Timestamp: '2016-02-23T12:46:24Z',
      Format: 'XML',
      AccessKeyId: 'testid',
      Action: 'DescribeRegions',
      SignatureNonce: '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf',
      Version: '2014-05-26',
    };
    assert.equal(sha1('GET', 'testsecret', params), 'OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
  });

  it('encodes the hard characters', () => {
    const params = {
      ...COMMON,
      AccessKeyId: 'testid',
      Action: 'InvokeThingService',
      Args: `{"s":"a b*c~d(e)'!中"}`,
      DeviceName: 'device1',
      Format: 'JSON',
      Identifier: 'service1',
      ProductKey: 'a1BwAGV0000',
      RegionId: 'cn-shanghai',
      SignatureNonce: '15215528852396',
      Timestamp: '2018-05-20T12:00:00Z',
      Version: '2018-01-20',
    };
    assert.equal(sha1('POST', 'testsecret', params), 'gr+TU2qc96oaVqefRdSkcdBCOew=');
  });
});

describe('simulator: acs3 against documented examples', () => {
  const headers = {
    host: 'ecs.cn-shanghai.aliyuncs.com',
    'x-acs-action': 'RunInstances',
    'x-acs-version': '2014-05-26',
    'x-acs-date': '2023-10-26T10:22:32Z',
    'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
    'x-acs-content-sha256': EMPTY_SHA256,
  };
  const body = Buffer.alloc(0);

  it('signs the example of the V3 page', () => {
    const query = [
      ['RegionId', 'cn-shanghai'],
      ['ImageId', 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd'],
    ] as const;
    const canonical = acs3CanonicalRequest(
      { method: 'POST', path: '/', query, headers, body },
      Object.keys(headers),
    );
    assert.equal(sha256Hex(canonical), '7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259');
    assert.equal(
      acs3Signature('YourAccessKeySecret', acs3StringToSign(canonical)),
      '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    );
  });

  it('takes the blanks around a header away and a header that is not there as empty', () => {
    const request = { method: 'GET', path: '/', query: [], headers: { host: '  h ' }, body };
    const canonical = acs3CanonicalRequest(request, ['x-acs-absent', 'host', 'constructor']);
    assert.equal(
      canonical,
      `GET\n/\n\nconstructor:\nhost:h\nx-acs-absent:\n\nconstructor;host;x-acs-absent\n${EMPTY_SHA256}`,
    );
  });

  it('takes an Authorization header apart', () => {
    assert.deepEqual(
      parseAuthorization('ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;x-acs-date,Signature=0aF9'),
      { accessKeyId: 'id', signedHeaders: ['host', 'x-acs-date'], signature: '0af9' },
    );
    assert.equal(parseAuthorization('ACS3-HMAC-SHA256 Credential=id,Signature=00'), undefined);
    assert.equal(parseAuthorization('Basic Zm9v'), undefined);
  });
});

/** More captured requests, where they are at hand. */
const VECTORS = join(__dirname, '../../../shared/vectors');

if (existsSync(VECTORS)) {
  const read = <T>(file: string): T[] => JSON.parse(readFileSync(join(VECTORS, file), 'utf8')) as T[];

  describe('simulator: captured requests', () => {
    interface Sha1Vector {
      id: string;
      method: string;
      secret: string;
      params: Record<string, string>;
      stringToSign: string;
      signature: string;
    }
    for (const vector of read<Sha1Vector>('hmac-sha1.json')) {
      it(`hmac-sha1 ${vector.id}`, () => {
        const stringToSign = hmacSha1StringToSign(vector.method, Object.entries(vector.params));
        assert.equal(stringToSign, vector.stringToSign);
        assert.equal(hmacSha1Signature(vector.secret, stringToSign), vector.signature);
      });
    }

    interface Acs3Vector extends Omit<Sha1Vector, 'params'> {
      path: string;
      query: Record<string, string>;
      headers: Record<string, string>;
      body: string;
      canonicalRequest: string;
    }
    for (const vector of read<Acs3Vector>('acs3-hmac-sha256.json')) {
      it(`acs3 ${vector.id}`, () => {
        const headers = Object.fromEntries(
          Object.entries(vector.headers).map(([name, value]) => [name.toLowerCase(), value]),
        );
        const authorization = parseAuthorization(headers['authorization'] ?? '');
        const { method, path } = vector;
        const canonical = acs3CanonicalRequest(
          { method, path, query: Object.entries(vector.query), headers, body: Buffer.from(vector.body) },
          authorization?.signedHeaders ?? [],
        );
        assert.equal(canonical, vector.canonicalRequest);
        assert.equal(acs3Signature(vector.secret, acs3StringToSign(canonical)), vector.signature);
        assert.equal(authorization?.signature, vector.signature);
      });
    }
  });
}
