import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import * as faults from './faults';
import type { Exchange, Fault } from './server';

const { actsAndSays, inTurn, ok, refusal, success } = faults;

/** The device acts, and the answer is what is made of the right one. */
function remade(
  change: (text: string) => string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Fault {
  return (exchange) => actsAndSays(change(JSON.stringify(success(exchange.marker))), { headers })(exchange);
}

/** A refusal that tells all that the request held. */
const echoes: Fault = (exchange: Exchange) => {
  const said = `string to sign is:POST&%2F&${encodeURIComponent(exchange.body)} ${exchange.body}`;
  refusal('SignatureDoesNotMatch', 400, {}, said)(exchange);
};

const soonAgain = refusal('Throttling.User', 429, { 'x-acs-retry-after': '20' });
const resultOf = (Result: unknown): Fault => actsAndSays({ Success: true, Data: { MessageId: 'm', Result } });

/** What a server can do to a call without keeping it waiting, by the number of the case. */
export const QUICK_FAULTS: Readonly<Record<string, Fault>> = {
  'an answer': ok,
  '17 the clock, once': inTurn(
    refusal('InvalidTimeStamp.Expired', 400, { date: new Date(0).toUTCString() }),
    ok,
  ),
  '17 the clock, for ever': refusal('InvalidTimeStamp.Expired'),
  '18 an expired token': refusal(
    'InvalidSecurityToken.Expired',
    400,
    {},
    'token test-sts-token/+=0123456789',
  ),
  '19 an echo of all that was signed': echoes,
  '30 RST': faults.resetAfterRequest,
  '30 FIN': faults.finAfterRequest,
  '30 RST in the header': faults.resetMidHeader,
  '30 FIN in the header': faults.finMidHeader,
  '30 RST in the body': faults.resetMidBody,
  '30 short length': faults.shortLength,
  '30 no last chunk': faults.noLastChunk,
  '30 all chunks': faults.inChunks,
  '31 closed as we send': faults.closeAsWeSend,
  '33 502 with HTML': actsAndSays('<html>', { status: 502 }),
  '33 503 with nothing': actsAndSays('', { status: 503 }),
  '34 500 with a code': (exchange) => {
    exchange.execute();
    refusal('InternalError', 500)(exchange);
  },
  '35 403': refusal('NoPermission', 403),
  '36 throttled once': inTurn(soonAgain, ok),
  '37 throttled for ever': soonAgain,
  '37 throttled beyond the deadline': refusal('Throttling.User', 429, { 'x-acs-retry-after': '600000' }),
  '38 offline': faults.says({ Success: false, Code: 'iot.messagebroker.OFFLINE', ErrorMessage: 'offline' }),
  '38 no code': actsAndSays({ Success: false, ErrorMessage: 'odd' }),
  '39 no Data': actsAndSays({ Success: true }),
  '39 a Result of text': resultOf('pong'),
  '39 a device error': resultOf('{"code":100001,"message":"no","data":{}}'),
  '40 null': actsAndSays('null'),
  '40 truncated': actsAndSays('{"Success":true,"Data":{"Mess'),
  '40 XML': actsAndSays('<?xml version="1.0"?><a/>'),
  '41 a byte order mark': remade((text) => `\uFEFF${text}`),
  '41 gzip': remade((text) => gzipSync(text), { 'content-encoding': 'gzip' }),
  '41 deflate': remade((text) => deflateSync(text), { 'content-encoding': 'deflate' }),
  '41 brotli': remade((text) => brotliCompressSync(text), { 'content-encoding': 'br' }),
  '41 no gzip that says so': remade((text) => text, { 'content-encoding': 'gzip' }),
  '41 an encoding nobody knows': remade((text) => text, { 'content-encoding': 'zstd-x' }),
  '41 __proto__': remade((text) => text.replace('{', '{"__proto__":{"polluted":1},')),
  '42 64 MB': faults.bigBody,
  '42 a gzip bomb': faults.gzipBomb,
  '43 not HTTP': faults.notHttp,
  '43 long headers': faults.bigHeaders,
  '43 100 Continue': faults.continueFirst,
  '43 101 Switching Protocols': faults.switchProtocols,
  '44 a redirect': faults.redirect(307, 'http://127.0.0.1:1/'),
};

/** What keeps a call waiting until its time is over. */
export const SILENT_FAULTS: Readonly<Record<string, Fault>> = {
  '25 silence': faults.stall,
  '27 silence after the headers': faults.stallAfterHeaders,
  '27 silence in the body': faults.stallMidBody,
  '28 a header byte by byte': faults.drip('header'),
  '28 a body byte by byte': faults.drip('body'),
};
