import assert from 'node:assert/strict';
import { AliyunIotError } from '../../../lib/errors';
import { readAnswer, type ReadingContext } from '../../../lib/openapi/answer';

const context: ReadingContext = { secrets: ['testid', 'test-secret+/=', 'token/+=x'] };

function read(body: string | object, status = 200, headers: Record<string, string> = {}, qos?: 0 | 1) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return readAnswer({ status, headers, body: Buffer.from(text) }, { ...context, qos });
}

function refused(
  body: string | object,
  status = 200,
  headers: Record<string, string> = {},
  qos?: 0 | 1,
): AliyunIotError {
  try {
    read(body, status, headers, qos);
  } catch (error) {
    assert.ok(error instanceof AliyunIotError, `not an error of ours: ${String(error)}`);
    return error;
  }
  throw new assert.AssertionError({ message: 'the answer was taken for a success' });
}

describe('readAnswer', () => {
  it('decides by the body, not by the status', () => {
    for (const status of [200, 400, 500]) {
      assert.equal(read({ Success: true, RequestId: 'r' }, status).requestId, 'r');
      assert.equal(refused({ Success: false, Code: 'iot.messagebroker.OFFLINE' }, status).kind, 'offline');
    }
  });

  it('takes "true" as text, an empty Code, a byte order mark and JSON as text/plain', () => {
    assert.equal(read({ Success: 'true', Code: '', RequestId: 'r' }).requestId, 'r');
    assert.equal(
      read('\uFEFF{"Success":true,"RequestId":"r"}', 200, { 'content-type': 'text/plain' }).requestId,
      'r',
    );
  });

  it('keeps long integers and is not polluted', () => {
    const answer = read('{"Success":true,"Data":{"MessageId":889455942124347392},"__proto__":{"x":1}}');
    assert.equal(answer.data['MessageId'], '889455942124347392');
    assert.equal((answer.body as { x?: number }).x, undefined);
  });

  it('reads a business error: ErrorMessage, RequestId, kind, executed', () => {
    const error = refused({
      Success: false,
      Code: 'IOT.MessageBroker.offline',
      ErrorMessage: 'gone',
      RequestId: 'r-1',
    });
    assert.equal(error.code, 'IOT.MessageBroker.offline');
    assert.equal(error.kind, 'offline');
    assert.equal(error.executed, 'no');
    assert.equal(error.requestId, 'r-1');
    assert.equal(error.httpStatus, 200);
    assert.match(error.message, /gone/);
    assert.match(error.in('zh'), /\p{Script=Han}/u);
  });

  it('reads a gateway error: Code and Message', () => {
    const error = refused({ RequestId: 'r', Code: 'NoPermission', Message: 'denied' }, 403);
    assert.equal(error.kind, 'permission');
    assert.equal(error.executed, 'no');
    assert.match(error.message, /denied/);
  });

  it('treats Success "false", and Success missing, as failures', () => {
    assert.equal(refused({ Success: 'false', Code: 'x.y' }).code, 'x.y');
    assert.equal(refused({ Success: false }).code, 'failure-without-code');
    assert.equal(refused({ Success: false }).executed, 'unknown');
    assert.equal(refused({ RequestId: 'r', Data: {} }).executed, 'unknown');
  });

  it('says that the device may have acted where a code does not tell', () => {
    for (const unknown of [{ Success: false }, { Success: false, Code: 'iot.new.Trouble' }]) {
      const error = refused(unknown);
      assert.equal(error.executed, 'unknown');
      assert.match(error.in('en'), /The device may have acted: check its state before you call again\.$/);
      assert.match(error.in('zh'), /设备可能已经执行：再次调用之前请先确认设备状态。$/);
    }
    assert.doesNotMatch(refused({ Code: 'New.Refusal', Message: 'no' }, 403).message, /may have acted/);
  });

  it('lets an unknown code mean "no" only in a gateway-shaped 4xx', () => {
    assert.equal(refused({ Code: 'Brand.New', Message: 'm' }, 400).executed, 'no');
    assert.equal(refused({ Code: 'Brand.New', Message: 'm' }, 500).executed, 'unknown');
    assert.equal(refused({ Code: 'Brand.New', Message: 'm' }, 200).executed, 'unknown');
    assert.equal(refused({ Success: false, Code: 'iot.brand.New' }, 400).executed, 'unknown');
    assert.equal(refused({ Success: false, Code: 'constructor' }).code, 'constructor');
  });

  it('does not trust a failure to deliver when Qos is 1', () => {
    for (const code of [
      'iot.messagebroker.OFFLINE',
      'iot.messagebroker.HALFCONN',
      'iot.device.OfflineDevice',
    ]) {
      assert.equal(refused({ Success: false, Code: code }, 200, {}, 0).executed, 'no');
      assert.equal(refused({ Success: false, Code: code }, 200, {}, 1).executed, 'unknown');
    }
  });

  it('reads how long a throttling server asks to wait', () => {
    const throttled = (headers: Record<string, string>): number | undefined =>
      refused({ Code: 'Throttling.User', Message: 'm' }, 400, headers).retryAfterMs;
    assert.equal(throttled({}), undefined);
    assert.equal(throttled({ 'retry-after': '2' }), 2_000);
    assert.equal(throttled({ 'x-acs-retry-after': '1500' }), 1_500);
    assert.equal(throttled({ 'x-ratelimit-user': 'Limit:1,Remain:0,TimeLeft:2500,Reset:9' }), 2_500);
    assert.equal(throttled({ 'retry-after': '1', 'x-ratelimit-user-api': 'TimeLeft:3000' }), 3_000);
    assert.equal(throttled({ 'retry-after': 'soon', 'x-acs-retry-after': '-5' }), undefined);
    assert.equal(throttled({ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }), undefined);
  });

  for (const [what, body, status, code] of [
    ['HTML', '<html><body>Login</body></html>', 200, 'answer-not-json'],
    ['an HTML error page', '<h1>502 Bad Gateway</h1>', 502, 'answer-not-json'],
    ['XML', '<?xml version="1.0"?><Error><Code>x</Code></Error>', 400, 'answer-not-json'],
    ['truncated JSON', '{"Success":true,"Data":{"Mess', 200, 'answer-not-json'],
    ['nothing', '', 200, 'answer-empty'],
    ['blanks', ' \r\n', 503, 'answer-empty'],
    ['null', 'null', 200, 'answer-not-object'],
    ['an array', '[]', 200, 'answer-not-object'],
    ['a text', '"ok"', 200, 'answer-not-object'],
    ['a redirect', '<a href="https://evil.example">moved</a>', 302, 'redirected'],
    ['deeply nested JSON', `{"__proto__":${'['.repeat(200_000)}`, 200, 'answer-not-json'],
  ] as const) {
    it(`has an error of its own for ${what}`, () => {
      const error = refused(body, status);
      assert.equal(error.code, code);
      assert.equal(error.kind, 'platform');
      assert.equal(error.executed, 'unknown');
      assert.equal(error.httpStatus, status);
      assert.doesNotMatch(error.message, /SyntaxError|Unexpected|Login|evil/);
    });
  }

  it('shows nothing of an echoed string to sign, nor any credential', () => {
    const echoes = [
      'Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3Dtestid%26Args%3Dsecret-args',
      'bad request AccessKeyId=testid&Signature=abcdef%2B&SecurityToken=token%2F%2B%3Dx&x=1',
      'token token/+=x and test-secret+/= and test-secret%2B%2F%3D',
      'Authorization: ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host,Signature=0123456789abcdef',
    ];
    for (const Message of echoes) {
      const text =
        JSON.stringify(refused({ Code: 'SignatureDoesNotMatch', Message }, 400)) +
        refused({ Code: 'X', Message }, 400).message;
      for (const secret of [
        'testid',
        'secret-args',
        'abcdef',
        'test-secret',
        'token/',
        'token%2F',
        '0123456789abcdef',
      ]) {
        assert.ok(!text.includes(secret), `${secret} shows in ${text}`);
      }
    }
  });

  describe('an echo in another writing', () => {
    const secret = 'Kx7+Tq/9Zr=Lw2&Ym"4';
    const signed = `POST&%2F&${encodeURIComponent(`AccessKeyId=LTAI5tEcho&Args=${encodeURIComponent('{"pin":1}')}`)}`;
    const lowerHex = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
    const twice = (text: string): string => encodeURIComponent(encodeURIComponent(text));
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const html = (text: string): string =>
      text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('/', '&#x2F;');
    const writings: Record<string, (text: string) => string> = {
      'in clear': (text) => text,
      'percent-encoded': encodeURIComponent,
      'with hex digits in lower case': (text) => lowerHex(encodeURIComponent(text)),
      'percent-encoded twice': twice,
      'percent-encoded three times': (text) => encodeURIComponent(twice(text)),
      'escaped for JSON': (text) => JSON.stringify(text).slice(1, -1),
      'escaped for JSON twice': (text) => JSON.stringify(JSON.stringify(text)),
      'escaped for JSON letter by letter': (text) =>
        text.replace(/./g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
      'with slashes escaped': (text) => text.replaceAll('/', '\\/').replaceAll('"', '\\"'),
      'escaped for HTML': html,
      'in base64': base64,
      'in base64url': (text) => Buffer.from(text).toString('base64url'),
      'in base64 behind something else': (text) => `x/${base64(`no ${text}`)}`,
      'in base64 of the percent-encoded': (text) => base64(encodeURIComponent(text)),
      'in hex': (text) => Buffer.from(text).toString('hex'),
    };
    for (const [name, write] of Object.entries(writings)) {
      it(`is not shown ${name}`, () => {
        const secrets = [secret, 'LTAI5tEcho'];
        for (const [what, hidden] of [
          ['a secret', secret],
          ['the string to sign', signed],
        ] as const) {
          const body = {
            Code: 'SignatureDoesNotMatch',
            Message: `got ${write(hidden)} here`,
            RequestId: write(hidden),
          };
          const raised = (): unknown =>
            readAnswer({ status: 400, headers: {}, body: Buffer.from(JSON.stringify(body)) }, { secrets });
          assert.throws(raised, (error: AliyunIotError) => {
            const shown = [error.message, error.in('zh'), String(error.requestId)].join(' ');
            assert.ok(!shown.includes(write(hidden)), `${what} shows in ${shown}`);
            return true;
          });
        }
      });
    }

    it('is not shown as the MessageId of a success either', () => {
      for (const write of Object.values(writings)) {
        const body = { Success: true, RequestId: write(secret), Data: { MessageId: write(secret) } };
        const answer = readAnswer(
          { status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) },
          { secrets: [secret] },
        );
        for (const id of [answer.requestId, answer.messageId]) assert.ok(!id.includes(write(secret)), id);
      }
    });

    it('leaves texts alone that only look like one', () => {
      const message =
        'Fehler 100%25, see https://next.api.aliyun.com/troubleshoot?q=iot.device.NotExistedDevice&amp;x';
      assert.ok(refused({ Code: 'X', Message: message }, 400).message.includes(message));
    });
  });

  it('blanks a secret in what a success carries, and leaves short ones to the device', () => {
    const token = 'CAIS0123456789/+"x';
    const read = (Data: object, secrets: string[]): Readonly<Record<string, unknown>> =>
      readAnswer(
        { status: 200, headers: {}, body: Buffer.from(JSON.stringify({ Success: true, Data })) },
        { secrets },
      ).data;
    const result = JSON.stringify({ code: 500, message: `bad ${token}` });
    for (const data of [
      read({ MessageId: token, Result: result }, [token]),
      read({ MessageId: 'm', Result: { message: token } }, [token]),
      read({ Result: JSON.stringify({ data: JSON.stringify({ token }) }) }, [token]),
    ]) {
      assert.ok(!JSON.stringify(data).includes('CAIS0123456789'), JSON.stringify(data));
    }
    const data = read({ Result: '{"data":{"name":"test device"}}' }, ['test']);
    assert.equal(data['Result'], '{"data":{"name":"test device"}}');
  });

  it('keeps what a server says short and on one line', () => {
    const error = refused({ Code: 'X', Message: `a\r\nb\u2028c${'x'.repeat(5_000)}` }, 400);
    assert.doesNotMatch(error.message, /[\r\n\u2028]/);
    assert.ok(error.message.length < 600);
  });
});
