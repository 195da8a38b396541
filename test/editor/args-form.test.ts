import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { artifact, openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke } from './flows';

/** A service with an input of each type, as a node keeps it. */
const ALL_TYPES = {
  productKey: 'a1SimTypes1',
  validate: 'strong',
  service: {
    identifier: 'all',
    name: 'All types',
    callType: 'sync',
    inputData: [
      input('count', 'int', { min: '1', max: '10', unit: 'rpm', step: '1' }),
      input('level', 'float', { min: '0', max: '1' }),
      input('mode', 'enum', { 0: 'normal', 1: 'eco' }),
      input('on', 'bool', { 0: 'Off', 1: 'On' }),
      input('note', 'text', { length: '8' }),
      input('at', 'date', {}),
      input('list', 'array', { size: '2', item: { type: 'int', specs: {} } }),
      input('plan', 'struct', [input('speed', 'int', { min: '0', max: '9' }), input('label', 'text', {})]),
    ],
    outputData: [],
  },
};

/** What the "simple" TSL says: identifiers and types. */
const SIMPLE = {
  productKey: 'a1SimTypes1',
  validate: 'strong',
  service: {
    identifier: 'all',
    inputData: [
      { identifier: 'mode', dataType: { type: 'enum' } },
      {
        identifier: 'plan',
        dataType: { type: 'struct', specs: [{ identifier: 'level', dataType: { type: 'enum' } }] },
      },
    ],
  },
};

function input(identifier: string, type: string, specs: object): object {
  return { identifier, name: `The ${identifier}`, dataType: { type, specs } };
}

const GOOD = {
  count: { value: '3', type: 'num' },
  level: { value: '0.5', type: 'num' },
  mode: { value: '1', type: 'enum' },
  on: { value: 'true', type: 'bool' },
  note: { value: 'a', type: 'str' },
  at: { value: '2026-05-01T08:00:00Z', type: 'date' },
  list: { value: '[1,2]', type: 'json' },
  plan: { value: '{"speed":1,"label":"x"}', type: 'json' },
};

/** The same as one JSON text. */
const WHOLE =
  '{"count":3,"level":0.5,"mode":1,"on":1,"note":"a","at":"1777593600000","list":[1,2],"plan":{"speed":1,"label":"x"}}';

describe('the form of arguments in the invoke dialog', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const model = { identifier: 'all', thingModel: JSON.stringify(ALL_TYPES), argsType: 'form' };
    const form = (id: string, args: object, y: number) =>
      invoke({ id, ...model, args: JSON.stringify(args), y });
    const stale = { ...GOOD, gone: { value: '7', type: 'num' } };
    session = await openSession({
      flows: flow(
        account(),
        invoke({ identifier: '' }),
        form('all', GOOD, 180),
        form('stale', stale, 240),
        form('wrong', { ...GOOD, mode: { value: '9', type: 'enum' } }, 300),
        form('sparse', {}, 360),
        invoke({ id: 'typed', ...model, productKey: 'a1SimTypes1', args: WHOLE, argsType: 'json', y: 600 }),
        { ...form('simple', {}, 540), thingModel: JSON.stringify(SIMPLE) },
        invoke({ id: 'no-model', args: '{}', argsType: 'form', y: 420 }),
        invoke({ id: 'other', ...model, args: JSON.stringify(GOOD), identifier: 'stop', y: 480 }),
      ),
      height: 1200,
    });
    editor = new Editor(session.page);
  });
  after(() => session.close());
  afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

  const row = (identifier: string): Locator => session.page.locator(`[data-parameter="${identifier}"]`);
  const reason = (identifier: string): Locator =>
    row(identifier).locator('> .aliyun-iot-field > .aliyun-iot-reason');
  const fill = async (identifier: string, value: string): Promise<void> => {
    const box = row(identifier).locator('input.red-ui-typedInput-input');
    await box.fill(value);
    await box.blur();
  };
  const choose = async (identifier: string, value: string): Promise<void> => {
    const choice = session.page.locator(`.red-ui-typedInput-options:visible a[value="${value}"]`);
    const chosen = row(identifier).locator('> .aliyun-iot-field > input').first();
    while ((await chosen.inputValue()) !== value) {
      await row(identifier).locator('.red-ui-typedInput-option-trigger').click();
      // A list that is just closing can swallow that click.
      await choice.click({ timeout: 2000 }).catch(() => undefined);
    }
  };
  const stored = (id: string): Promise<Record<string, unknown>> =>
    editor.run(`JSON.parse(RED.nodes.node(${JSON.stringify(id)}).args)`);

  it('is offered for a picked service, with a row for each parameter', async () => {
    await editor.openNode('invoke');
    await session.page.locator('#aliyun-iot-pick-identifier > .aliyun-iot-icon-button').click();
    await session.page.locator('[role="option"]', { hasText: 'start' }).first().click();
    assert.equal(await editor.typeOf('args'), 'msg');
    await editor.setTyped('args', 'form');
    assert.equal(await session.page.locator('[data-parameter]').count(), 2);
    assert.match(await row('speed').locator('label').innerText(), /Speed.*\*\s*speed/s);
    assert.match(await row('speed').innerText(), /whole number, 0 to 3000 r\/min, step 10/);
    assert.match(await reason('speed').innerText(), /is missing; it must be a whole number from 0 to 3000/);
    await fill('speed', '4000');
    assert.match(
      await reason('speed').innerText(),
      /must be a whole number from 0 to 3000 r\/min; it is 4000/,
    );
    await session.page.screenshot({ path: artifact('form-wrong') });
    await fill('speed', '1200');
    assert.equal(await reason('speed').isVisible(), false);
    assert.equal(await editor.isMarked('args'), true);
    await choose('mode', '1');
    assert.equal(await editor.isMarked('args'), false);
    await session.page.screenshot({ path: artifact('form') });
    await editor.close('node-dialog-ok');
    assert.deepEqual(await editor.reasons('invoke'), []);
    assert.deepEqual(await stored('invoke'), {
      speed: { value: '1200', type: 'num' },
      mode: { value: '1', type: 'enum' },
    });
    await editor.openNode('invoke');
    assert.equal(await row('speed').locator('input.red-ui-typedInput-input').inputValue(), '1200');
    assert.match(await row('mode').innerText(), /1 - Eco/i);
    await editor.close('node-dialog-cancel');
  });

  it('checks a value of every type', async () => {
    await editor.openNode('all');
    const bad: Record<string, [value: string, reason: RegExp]> = {
      count: ['1.5', /whole number from 1 to 10/],
      level: ['high', /must be a number/],
      note: ['123456789', /at most 8 bytes.*it has 9/],
      at: ['yesterday', /time and zone/],
      list: ['[1,2,3]', /at most 2 items/],
      plan: ['{"speed":99,"label":"x"}', /^speed: must be a whole number from 0 to 9/],
    };
    for (const [identifier, [value, expected]] of Object.entries(bad)) {
      assert.equal(await reason(identifier).isVisible(), false, identifier);
      await fill(identifier, value);
      assert.match(await reason(identifier).innerText(), expected);
      await fill(identifier, '${VALUE}');
      const isJson = identifier === 'list' || identifier === 'plan';
      assert.equal(await reason(identifier).isVisible(), isJson, `${identifier} with a variable`);
      await fill(identifier, GOOD[identifier as keyof typeof GOOD].value);
      assert.equal(await reason(identifier).isVisible(), false, identifier);
    }
    for (const [identifier, good] of [
      ['mode', '0'],
      ['on', 'false'],
    ] as const) {
      await choose(identifier, '');
      assert.match(await reason(identifier).innerText(), /is missing/);
      await choose(identifier, good);
      assert.equal(await reason(identifier).isVisible(), false);
    }
    await session.page.screenshot({ path: artifact('form-all-types') });
    await editor.close('node-dialog-ok');
    assert.deepEqual(await stored('all'), {
      ...GOOD,
      mode: { value: '0', type: 'enum' },
      on: { value: 'false', type: 'bool' },
    });
  });

  it('says what a number would be rounded to, also inside a JSON text', async () => {
    await editor.openNode('all');
    await fill('level', '9007199254740993');
    assert.match(await reason('level').innerText(), /more digits.* sent as 9007199254740992/);
    await fill('list', '[9007199254740992,-9007199254740993]');
    assert.match(await reason('list').innerText(), /^\[1\]: has more digits.* sent as -9007199254740992/);
    await editor.close('node-dialog-cancel');
  });

  it('says what the thing model has against Args typed as one JSON, without making the node invalid', async () => {
    const said = session.page.locator('#aliyun-iot-invoke-args-reason');
    await editor.openNode('typed');
    assert.equal(await said.isVisible(), false);
    const changed = (from: string, to: string): Promise<void> =>
      editor.setTyped('args', 'json', WHOLE.replace(from, to));
    await changed('"count":3,"level"', '"count":11,"levle"');
    assert.match(
      await said.innerText(),
      /^Refused by the thing model. args.count: must be .* 1 to 10.*it is 11. Further problems: 2.$/,
    );
    assert.equal(await editor.isMarked('args'), false);
    await session.page.screenshot({ path: artifact('args-json') });
    await changed('"on":1', '"on":true');
    assert.match(await said.innerText(), /args.on: a JSON text is sent as it is written/);
    await editor.setTyped('identifier', 'str', 'stop');
    assert.equal(await said.isVisible(), false, 'of another service nothing is known');
    await editor.setTyped('identifier', 'str', 'all');
    assert.equal(await said.isVisible(), true);
    await editor.setTyped('productKey', 'str', 'a1SimPump01');
    assert.equal(await said.isVisible(), false, 'of another product nothing is known');
    await editor.setTyped('productKey', 'str', 'a1SimTypes1');
    assert.equal(await said.isVisible(), true);
    await editor.setTyped('args', 'json', '{"count"');
    assert.equal(await said.isVisible(), false, 'the field itself says that it is no JSON');
    await changed('"on":1', '"on":true');
    await editor.close('node-dialog-ok');
    assert.deepEqual(await editor.reasons('typed'), []);
  });

  it('takes values from a message or a variable', async () => {
    await editor.openNode('all');
    await row('count').locator('.red-ui-typedInput-type-select').click();
    await session.page.locator('.red-ui-typedInput-options:visible a[value="msg"]').click();
    await fill('count', '');
    assert.match(await reason('count').innerText(), /must not be empty/);
    await fill('count', 'payload.count');
    assert.equal(await reason('count').isVisible(), false);
    await editor.close('node-dialog-ok');
    assert.deepEqual((await stored('all'))['count'], { value: 'payload.count', type: 'msg' });
  });

  it('shows what the thing model has no more, until it is removed', async () => {
    assert.match(
      (await editor.reasons('stale')).join(),
      /Args: args.gone: is not in the thing model any more/,
    );
    await editor.openNode('stale');
    const gone = session.page.locator('[data-stale="gone"]');
    assert.match(await gone.innerText(), /gone.*is not in the thing model any more.*7/s);
    assert.equal(await editor.isMarked('args'), true);
    await session.page.screenshot({ path: artifact('form-stale') });
    await gone.locator('button').click();
    assert.equal(await editor.isMarked('args'), false);
    await editor.close('node-dialog-ok');
    assert.deepEqual(await stored('stale'), GOOD);
  });

  it('keeps a value that its list does not have, and says so', async () => {
    await editor.openNode('wrong');
    assert.match(await row('mode').innerText(), /9 - not in the thing model/);
    assert.match(await reason('mode').innerText(), /must be one of 0 \("normal"\), 1 \("eco"\)/);
    await editor.close('node-dialog-cancel');
    assert.deepEqual((await stored('wrong'))['mode'], { value: '9', type: 'enum' });
  });

  it('takes the number of an enum whose items the "simple" TSL does not list', async () => {
    await editor.openNode('simple');
    assert.match(await reason('mode').innerText(), /must be the whole number of an enum item/);
    await fill('mode', '1.5');
    assert.match(await reason('mode').innerText(), /must be the whole number of an enum item; it is 1\.5/);
    await fill('mode', '7');
    assert.equal(await reason('mode').isVisible(), false);
    const member = row('plan').locator('[data-member="level"] > .aliyun-iot-field > input');
    assert.equal(await member.getAttribute('inputmode'), 'numeric');
    await member.fill('3');
    await editor.close('node-dialog-ok');
    assert.deepEqual(await stored('simple'), {
      mode: { value: '7', type: 'num' },
      plan: { value: '{"level":3}', type: 'json' },
    });
    assert.deepEqual(await editor.reasons('simple'), []);
  });

  it('judges a closed node, too', async () => {
    assert.deepEqual(await editor.reasons('all'), []);
    assert.match((await editor.reasons('wrong')).join(), /^Args: args.mode: must be one of/);
    assert.match(
      (await editor.reasons('sparse')).join(),
      /^Args: args.count: is missing.*Further problems: 7/,
    );
    assert.match((await editor.reasons('no-model')).join(), /^Args: pick the service from the list/);
    assert.match((await editor.reasons('other')).join(), /^Args: was filled in for the service all/);
  });

  it('fills in a template for structs and arrays', async () => {
    await editor.openNode('sparse');
    const value = (identifier: string) =>
      row(identifier).locator('input.red-ui-typedInput-input').inputValue();
    assert.deepEqual(JSON.parse(await value('plan')), { speed: 0, label: '' });
    assert.deepEqual(JSON.parse(await value('list')), [0]);
    await editor.close('node-dialog-cancel');
  });

  it('gives way to the whole Args from the message', async () => {
    await editor.openNode('all');
    await editor.setTyped('args', 'msg');
    assert.equal(await session.page.locator('[data-parameter]:visible').count(), 0);
    assert.equal(await editor.field('args').inputValue(), 'payload');
    await editor.close('node-dialog-ok');
    assert.deepEqual(await editor.run("[RED.nodes.node('all').args, RED.nodes.node('all').argsType]"), [
      'payload',
      'msg',
    ]);
  });
});
