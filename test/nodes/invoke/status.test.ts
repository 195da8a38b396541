import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AliyunIotError, type ErrorKind } from '../../../lib/errors';
import { invokeStatus, NOT_CONFIGURED } from '../../../nodes/invoke/status';

const failure = (kind: ErrorKind): AliyunIotError =>
  new AliyunIotError({ code: 'c', kind, executed: 'no', texts: { en: 'e', zh: 'z' } });

describe('the status of an invoke node', () => {
  const rows: [string, ReturnType<typeof invokeStatus>, object][] = [
    ['one call', invokeStatus(1), { fill: 'blue', shape: 'dot', text: 'aliyun-iot-invoke.status.calling' }],
    ['several calls', invokeStatus(3), { fill: 'blue', shape: 'dot', text: '3' }],
    [
      'one of several ended',
      invokeStatus(2, { failure: failure('offline') }),
      { fill: 'blue', shape: 'dot', text: '2' },
    ],
    ['a success', invokeStatus(0, {}), { fill: 'green', shape: 'dot', text: 'node-red:common.status.ok' }],
    [
      'a failure',
      invokeStatus(0, { failure: failure('offline') }),
      { fill: 'red', shape: 'dot', text: 'node-red:common.status.error' },
    ],
    ['a setting that is wrong', invokeStatus(0, { failure: failure('config') }), NOT_CONFIGURED],
  ];
  for (const [name, status, expected] of rows) {
    it(`shows ${name}`, () => assert.deepEqual(status, expected));
  }

  for (const language of ['en-US', 'zh-CN']) {
    it(`has a text for each of its own keys (${language})`, () => {
      const file = join(__dirname, `../../../nodes/invoke/locales/${language}/invoke.json`);
      const { 'aliyun-iot-invoke': texts } = JSON.parse(readFileSync(file, 'utf8')) as {
        'aliyun-iot-invoke': { status: Record<string, string>; language: string };
      };
      for (const { text = '' } of [NOT_CONFIGURED, invokeStatus(1)]) {
        assert.ok(texts.status[text.replace('aliyun-iot-invoke.status.', '')], text);
      }
      assert.equal(texts.language, language.slice(0, 2));
    });
  }
});
