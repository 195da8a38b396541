import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { REGIONS } from '../../lib/openapi';
import { DEFAULT_SEED } from '../../lib/simulator';

const NODES = join(__dirname, '../../nodes');
const HAN = /\p{Script=Han}/u;
/** A separator has no words, but it has a width. */
const HAN_OR_FULL_WIDTH = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
/** Names of the platform, formats and codes, which stay as they are. */
const SAME_IN_CHINESE = [
  /\.language$/,
  /\.label\.(product-key|device-name|iot-id|qos|tls|access-key-id|access-key-secret|security-token)$/,
  /\.target\./,
];

function read(...path: string[]): string {
  return readFileSync(join(NODES, ...path), 'utf8');
}

/** All strings of a catalogue by their full key. */
function strings(node: string, language: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: object, path: string): void => {
    for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
      const here = path === '' ? key : `${path}.${key}`;
      if (typeof inner === 'object' && inner !== null) walk(inner, here);
      else found.set(here, String(inner));
    }
  };
  walk(JSON.parse(read(node, 'locales', language, `${node}.json`)) as object, '');
  return found;
}

/** The elements of a help text in their order, without what they say. */
function skeleton(html: string): string[] {
  return [...html.matchAll(/<(h3|dl|dt|dd|pre|table|tr|th|td|ul|li|p)\b/g)].map(([, tag]) => tag!);
}

function codes(html: string): string[] {
  return [...html.matchAll(/<pre>([^]*?)<\/pre>/g)].map(([, text]) => text!);
}

for (const node of ['account', 'invoke', 'subscription', 'messages']) {
  describe(`the languages of the ${node} node`, () => {
    const type = `aliyun-iot-${node}`;
    const english = strings(node, 'en-US');
    const chinese = strings(node, 'zh-CN');
    const help = read(node, 'locales/en-US', `${node}.html`);
    const helpInChinese = read(node, 'locales/zh-CN', `${node}.html`);

    it('have the same keys', () => {
      assert.deepEqual([...chinese.keys()], [...english.keys()]);
      assert.ok([...english.keys()].every((key) => key.startsWith(`${type}.`)));
    });

    it('are told apart by the runtime', () => {
      assert.equal(english.get(`${type}.language`), 'en');
      assert.equal(chinese.get(`${type}.language`), 'zh');
    });

    it('are English and Chinese throughout', () => {
      for (const [key, text] of english) assert.doesNotMatch(text, HAN, key);
      for (const [key, text] of chinese) {
        const isName = SAME_IN_CHINESE.some((pattern) => pattern.test(key));
        if (!isName) assert.match(text, HAN_OR_FULL_WIDTH, key);
        const prose = text.replace('模块标识符:服务标识符', '');
        assert.doesNotMatch(prose, /\p{Script=Han}[,;:!?]|\s$/u, `${key}: half-width punctuation`);
      }
    });

    it('have every text that the form and its code ask for', () => {
      const inForm = [...read(node, `${node}.html`).matchAll(/data-i18n="(?:\[[\w-]+\])?([^"]+)"/g)];
      const inCode = [...read(node, 'editor.ts').matchAll(/\btext\('([^']+)'/g)];
      const rules = [...rulesNamed(read(node, 'editor.ts')), 'required', 'blanks'];
      const asked = [
        ...inForm.map(([, key]) => key!),
        ...inCode.map(([, key]) => `${type}.${key}`),
        ...rules.map((rule) => `${type}.invalid.${rule}`),
      ];
      assert.ok(inForm.length > 10 && inCode.length > 4);
      assert.deepEqual(
        asked.filter((key) => !english.has(key)),
        [],
      );
    });

    it('have help of the same shape, with the same examples', () => {
      assert.deepEqual(skeleton(helpInChinese), skeleton(help));
      assert.deepEqual(codes(helpInChinese), codes(help));
      assert.match(help, /^<p>/);
      assert.doesNotMatch(help, HAN);
    });

    it('have no break inside a Chinese sentence, which a browser would show as a blank', () => {
      const inline = helpInChinese.replace(/<\/?(code|b|i|a)\b[^>]*>/g, '');
      assert.doesNotMatch(inline, /[\p{Script=Han}，。；、（）：“”]\n\s*[\p{Script=Han}，。；、（）：“”]/u);
    });
  });
}

/** The names that the editor gives to its rules. */
function rulesNamed(code: string): string[] {
  return [...code.matchAll(/(?:matches|wholeNumber)\([^\n]*, '([\w-]+)'\)/g)].map(([, rule]) => rule!);
}

describe('what the dialogs and the help say', () => {
  it('names the regions that lib knows', () => {
    const listed = [...read('account', 'editor.ts').matchAll(/^ {2}'([a-z]{2}-[a-z]+(?:-\d)?)',$/gm)];
    assert.deepEqual(
      listed.map(([, region]) => region),
      [...REGIONS],
    );
    for (const language of ['en-US', 'zh-CN']) {
      const texts = strings('account', language);
      for (const region of REGIONS) {
        assert.ok(texts.get(`aliyun-iot-account.endpoint.${region}`)?.endsWith(region), region);
      }
    }
  });

  it('explains every kind of error', () => {
    const source = readFileSync(join(NODES, '../lib/errors/error.ts'), 'utf8');
    const union = /export type ErrorKind =([^;]+);/.exec(source)![1]!;
    const kinds = [...union.matchAll(/'([\w-]+)'/g)].map(([, kind]) => kind!);
    for (const language of ['en-US', 'zh-CN']) {
      const rows = read('invoke/locales', language, 'invoke.html').matchAll(/<td><code>([\w-]+)<\/code>/g);
      assert.deepEqual([...rows].map(([, kind]) => kind!).sort(), [...kinds].sort(), language);
    }
  });

  it('lists the products and devices of the simulator', () => {
    for (const language of ['en-US', 'zh-CN']) {
      const help = read('account/locales', language, 'account.html');
      for (const { productKey, devices } of DEFAULT_SEED.products) {
        assert.ok(help.includes(productKey), productKey);
        const ranged = /^(pump-02|lamp-(?!001|500)\d+)$/;
        for (const { deviceName, behaviour } of devices) {
          if (behaviour || !ranged.test(deviceName)) assert.ok(help.includes(deviceName), deviceName);
        }
      }
    }
  });

  it('is there in both languages and no other', () => {
    for (const node of ['account', 'invoke', 'subscription', 'messages']) {
      assert.deepEqual(readdirSync(join(NODES, node, 'locales')).sort(), ['en-US', 'zh-CN']);
    }
  });
});
