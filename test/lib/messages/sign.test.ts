import assert from 'node:assert/strict';
import { AliyunIotError } from '../../../lib/errors';
import { amqpUrl, Subscription } from '../../../lib/messages';
import { staticCredentials } from '../../../lib/credentials';
import { signLogin } from '../../../lib/messages/sign';
import { parseAmqpUrl } from '../../../lib/messages/url';
import { KEYS } from './support';

function configCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof AliyunIotError && error.kind === 'config' && error.code === code;
}

describe('messages: who logs in, and where', () => {
  const keys = { accessKeyId: 'LTAI_TEST', accessKeySecret: 'AKSecretTest' };
  const subscriber = { clientId: 'c1', consumerGroupId: 'g1' };

  it('signs key ID and time with the secret', () => {
    assert.deepEqual(signLogin(subscriber, keys, 1_600_000_000_000), {
      username:
        'c1|authMode=aksign,signMethod=hmacsha1,consumerGroupId=g1,authId=LTAI_TEST,timestamp=1600000000000|',
      password: 'C5xrO0wkjtEKtwM4gF2ZrOz7YG0=',
    });
  });

  it('names the instance when it has an ID', () => {
    const { username } = signLogin({ ...subscriber, iotInstanceId: 'iot-1' }, keys, 1);
    assert.match(username, /^c1\|iotInstanceId=iot-1,authMode=aksign,/);
  });

  it('signs the token of temporary keys with them', () => {
    const { username, password } = signLogin(
      subscriber,
      { ...keys, securityToken: 'Tok/en+1=' },
      1_600_000_000_000,
    );
    assert.match(
      username,
      /authMode=ststoken,.*authId=LTAI_TEST,securityToken=Tok\/en\+1=,timestamp=1600000000000\|$/,
    );
    // openssl dgst -sha1 -hmac AKSecretTest, of authId=LTAI_TEST&securityToken=Tok/en+1=&timestamp=1600000000000
    assert.equal(password, 'VD2RgfUV7RmE6Tdmll0OhYSn8T0=');
  });

  it('builds the endpoint from the instance, or from account and region', () => {
    assert.equal(
      amqpUrl({ region: 'cn-shanghai', iotInstanceId: 'iot-0601', uid: '12' }),
      'amqps://iot-0601.amqp.iothub.aliyuncs.com:5671',
    );
    assert.equal(
      amqpUrl({ region: 'cn-shanghai', uid: '198426864326' }),
      'amqps://198426864326.iot-amqp.cn-shanghai.aliyuncs.com:5671',
    );
    assert.throws(() => amqpUrl({ region: 'cn-shanghai' }), configCode('amqp-endpoint-unknown'));
    assert.throws(
      () => amqpUrl({ region: 'x', iotInstanceId: 'a.evil.example/' }),
      configCode('amqp-endpoint-unknown'),
    );
  });

  it('finds the region in an endpoint of the cloud API', () => {
    for (const region of ['iot.cn-shanghai.aliyuncs.com', 'https://iot-vpc.cn-shanghai.aliyuncs.com:443/']) {
      const url = amqpUrl({ region, uid: '198426864' });
      assert.equal(url, 'amqps://198426864.iot-amqp.cn-shanghai.aliyuncs.com:5671');
    }
    for (const region of [
      'https://gateway.example.com',
      'https://iot.a.b.aliyuncs.com',
      'iot.x.aliyuncs.com.example.com',
    ]) {
      assert.throws(() => amqpUrl({ region, uid: '198426864' }), /cannot be told/, region);
    }
  });

  it('reads an endpoint as people write it', () => {
    const secure = { host: 'a.example', port: 5671, secure: true };
    assert.deepEqual(parseAmqpUrl(' a.example '), secure);
    assert.deepEqual(parseAmqpUrl('a.example:5672'), { ...secure, port: 5672 });
    assert.deepEqual(parseAmqpUrl('amqps://a.example'), secure);
    assert.deepEqual(parseAmqpUrl('amqps://a.example/my%20queue'), { ...secure, source: 'my queue' });
    assert.deepEqual(parseAmqpUrl('amqp://[::1]:7'), { host: '::1', port: 7, secure: false });
    assert.deepEqual(parseAmqpUrl('amqp://127.0.0.1'), { host: '127.0.0.1', port: 5672, secure: false });
  });

  it('refuses an endpoint that cannot work, or would carry the login in clear', () => {
    for (const url of [
      '',
      'https://a.example',
      'amqps://u:p@a.example',
      'amqps://',
      'amqps://a b',
      'amqps://a/%',
    ]) {
      assert.throws(() => parseAmqpUrl(url), configCode('amqp-url-invalid'), url);
    }
    assert.throws(() => parseAmqpUrl('amqp://a.example'), configCode('amqp-not-encrypted'));
  });

  it('refuses IDs that would break the user name', () => {
    const options = { url: 'a.example', consumerGroupId: 'g', credentials: staticCredentials(KEYS) };
    const make = (wrong: object) => () => new Subscription({ ...options, ...wrong });
    assert.doesNotThrow(make({}));
    assert.throws(make({ consumerGroupId: '' }), configCode('consumer-group-invalid'));
    assert.throws(make({ consumerGroupId: 'g,authId=x' }), configCode('consumer-group-invalid'));
    assert.throws(make({ clientId: 'c|d' }), configCode('client-id-invalid'));
    assert.throws(make({ clientId: 'c'.repeat(65) }), configCode('client-id-invalid'));
    assert.throws(make({ iotInstanceId: 'iot 1' }), configCode('instance-id-invalid'));
  });
});
