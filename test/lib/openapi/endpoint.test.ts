import assert from 'node:assert/strict';
import { parseEndpoint, REGIONS } from '../../../lib/openapi';

describe('parseEndpoint', () => {
  it('knows the eight regions', () => {
    assert.equal(REGIONS.length, 8);
    for (const region of REGIONS) {
      assert.deepEqual(parseEndpoint(region), {
        protocol: 'https:',
        hostname: `iot.${region}.aliyuncs.com`,
        port: 443,
        host: `iot.${region}.aliyuncs.com`,
        path: '/',
      });
    }
  });

  it('takes a base URL with port and path, and a bare host', () => {
    const own = parseEndpoint(' https://si-1.tuyacloud.com:8686/data/api.json ');
    assert.deepEqual(own, {
      protocol: 'https:',
      hostname: 'si-1.tuyacloud.com',
      port: 8686,
      host: 'si-1.tuyacloud.com:8686',
      path: '/data/api.json',
    });
    assert.equal(parseEndpoint('iot-abc.example.com').host, 'iot-abc.example.com');
    assert.equal(parseEndpoint('http://127.0.0.1:8080').port, 8080);
    assert.equal(parseEndpoint('http://[::1]:8080').hostname, '::1');
  });

  for (const [setting, code] of [
    ['', 'endpoint-missing'],
    ['cn-hongkong', 'region-unknown'],
    ['ap-south-1', 'region-unknown'],
    ['ftp://host', 'endpoint-invalid'],
    ['https://user:secret@host', 'endpoint-invalid'],
    ['https://host/?a=1', 'endpoint-invalid'],
    ['https://host/#x', 'endpoint-invalid'],
    ['https://ho\nst', 'endpoint-invalid'],
    ['https://', 'endpoint-invalid'],
    ['https://host:99999', 'endpoint-invalid'],
  ] as const) {
    it(`refuses ${JSON.stringify(setting)} as ${code}, without echoing it`, () => {
      assert.throws(
        () => parseEndpoint(setting),
        (error: Error & { code?: string; kind?: string; executed?: string }) => {
          assert.equal(error.code, code);
          assert.equal(error.kind, 'config');
          assert.equal(error.executed, 'no');
          assert.doesNotMatch(error.message, /secret/);
          return true;
        },
      );
    });
  }
});
