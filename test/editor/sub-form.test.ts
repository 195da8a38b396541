import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { artifact, openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke } from './flows';

function input(identifier: string, type: string, specs: object, name = `The ${identifier}`): object {
  return { identifier, name, dataType: { type, specs } };
}

/** As exports have them: numbers and texts in specs, member names of digits, labels in Chinese. */
const SLOT = [
  input('hour', 'int', { min: '0', max: 23, unit: 'h', step: '1' }),
  input('123123', 'float', { min: 0, max: '30.5', unit: '°C' }, '目标温度'),
  input('mode', 'enum', { 0: '普通', 1: '节能' }),
];
const PLAN = [
  input('on', 'bool', { 0: '关闭', 1: '开启' }),
  input('note', 'text', { length: '8' }),
  input('at', 'date', []),
  input('__proto__', 'text', {}),
  input('levels', 'array', { size: '3', item: { type: 'double', specs: {} } }),
  input('inner', 'struct', [input('deep', 'int', {})]),
];
const INPUTS = [
  input('schedule', 'array', { size: '3', item: { type: 'struct', specs: SLOT } }),
  input('plan', 'struct', PLAN),
];
const SCHEDULE =
  '[{"hour":8,"123123":10.0,"mode":1},{"hour":24,"123123":0.1234567890123456789,"mode":"节能"}]';
const PLAN_JSON =
  '{"on":1,"note":"a","at":"1767225600000","__proto__":"p","levels":[9007199254740992,10.0],"inner":{"deep":1},"old":[1.0]}';

const model = (validate: string, inputData: object[] = INPUTS): string =>
  JSON.stringify({
    productKey: 'a1SimTypes1',
    validate,
    service: { identifier: 'all', name: 'All', callType: 'sync', inputData, outputData: [] },
  });

const json = (value: string) => ({ value, type: 'json' });

describe('the sub-forms of structs and arrays in the invoke dialog', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const wide = Array.from({ length: 50 }, (_, index) => input(`m${index}`, 'int', {}));
    const full = [
      input('ints', 'array', { size: '512', item: { type: 'int', specs: {} } }),
      input('wide', 'struct', wide),
    ];
    const form = (id: string, args: object, thingModel = model('strong')) =>
      invoke({ id, identifier: 'all', argsType: 'form', thingModel, args: JSON.stringify(args) });
    const ints = JSON.stringify(Array.from({ length: 511 }, (_, index) => index));
    session = await openSession({
      flows: flow(
        account(),
        form('both', { schedule: json(SCHEDULE), plan: json(PLAN_JSON) }),
        form('weak', {}, model('weak')),
        form('broken', { schedule: json('[{"hour":8,'), plan: json('[1]') }),
        form('full', { ints: json(ints), wide: json('{}') }, model('strong', full)),
      ),
      height: 1600,
    });
    editor = new Editor(session.page);
  });
  after(() => session.close());
  afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

  const row = (identifier: string): Locator => session.page.locator(`[data-parameter="${identifier}"]`);
  const raw = (identifier: string): Locator => row(identifier).locator('input.red-ui-typedInput-input');
  const member = (place: Locator, identifier: string): Locator =>
    place.locator(`[data-member="${identifier}"]`);
  const box = (place: Locator): Locator =>
    place.locator('> .aliyun-iot-field').locator('input, select').first();
  const reason = (place: Locator): Locator => place.locator('.aliyun-iot-reason:visible');
  const item = (place: Locator, index: number): Locator => place.getByRole('listitem').nth(index);
  const press = (place: Locator, name: string): Promise<void> => place.getByRole('button', { name }).click();
  const focused = (): Promise<string> =>
    editor.run('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent');
  const stored = async (id: string, identifier: string): Promise<unknown> =>
    (await editor.run<Record<string, { value: string }>>(`JSON.parse(RED.nodes.node('${id}').args)`))[
      identifier
    ]?.value;

  it('shows each member in its widget, with what it takes and why it is refused', async () => {
    await editor.openNode('both');
    const second = item(row('schedule'), 1);
    const hour = member(second, 'hour');
    assert.match(await hour.innerText(), /The hour.*\*.*hour.*whole number, 0 to 23 h, step 1/s);
    assert.match(await reason(hour).innerText(), /^must be a whole number from 0 to 23 h; it is 24/);
    assert.equal(await box(hour).getAttribute('aria-invalid'), 'true');
    assert.equal(await box(member(second, '123123')).inputValue(), '0.1234567890123456789');
    assert.match(await member(second, '123123').innerText(), /目标温度/);
    assert.equal(await box(member(second, 'mode')).locator('option:checked').innerText(), '1 - 节能');
    assert.equal(
      await box(member(row('plan'), 'on'))
        .locator('option:checked')
        .innerText(),
      'true - 开启',
    );
    assert.equal(await box(member(row('plan'), '__proto__')).inputValue(), 'p');
    // Said at the member, it is not repeated at the parameter but for who does not see it.
    const above = row('schedule').locator('> .aliyun-iot-field > .aliyun-iot-reason');
    assert.match(await above.innerText(), /^\[1\]\.hour: must be/);
    assert.ok((await above.boundingBox())!.width <= 1);
    assert.match(
      (await editor.reasons('both')).join(),
      /^Args: args\.schedule\[1\]\.hour: must be.*Further problems: 1/,
    );
    await session.page.screenshot({ path: artifact('sub-form') });
    await box(hour).fill('7');
    assert.equal(await reason(second).count(), 0);
    assert.equal(await above.isVisible(), false);
    await editor.close('node-dialog-cancel');
  });

  it('writes what is typed into the JSON, every other digit as it was', async () => {
    await editor.openNode('both');
    await box(member(item(row('schedule'), 1), 'hour')).fill('7');
    await box(member(item(row('schedule'), 1), 'mode')).selectOption('0');
    await box(member(item(row('schedule'), 0), '123123')).fill('+07.50');
    assert.equal(
      await raw('schedule').inputValue(),
      '[{"hour":8,"123123":7.50,"mode":1},{"hour":7,"123123":0.1234567890123456789,"mode":0}]',
    );
    const plan = row('plan');
    await box(member(plan, 'on')).selectOption('false');
    await box(member(plan, 'note')).fill('中文三个字');
    assert.match(await reason(member(plan, 'note')).innerText(), /at most 8 bytes.*it has 15/);
    await box(member(plan, 'note')).fill('');
    await box(member(member(plan, 'inner'), 'deep')).fill('12x');
    assert.match(await reason(member(plan, 'inner')).innerText(), /it is the text "12x"/);
    await box(member(member(plan, 'inner'), 'deep')).fill('');
    assert.match(await reason(member(plan, 'inner')).innerText(), /is missing/);
    await box(member(member(plan, 'inner'), 'deep')).fill('12');
    const stale = plan.locator('[data-stale="old"]');
    assert.match(await stale.innerText(), /old.*is not in the thing model any more.*\[1\.0\]/s);
    assert.equal(await editor.isMarked('args'), true);
    await stale.getByRole('button').click();
    assert.equal(await stale.count(), 0);
    await press(plan, 'Pick date and time');
    await plan.locator('.aliyun-iot-moment').fill('2026-05-01T08:00');
    assert.match(await box(member(plan, 'at')).inputValue(), /^2026-05-01T08:00:00[+-]\d\d:\d\d$/);
    const at = await box(member(plan, 'at')).inputValue();
    assert.equal(await editor.isMarked('args'), false);
    await editor.close('node-dialog-ok');
    assert.deepEqual(await editor.reasons('both'), []);
    assert.equal(
      await stored('both', 'plan'),
      `{"on":false,"note":"","at":"${at}","__proto__":"p","levels":[9007199254740992,10.0],"inner":{"deep":12}}`,
    );
  });

  it('adds, moves and removes items by keyboard, and says so', async () => {
    await editor.openNode('both');
    const schedule = row('schedule');
    const list = member(row('plan'), 'levels');
    const said = list.locator('[aria-live]');
    await list.getByRole('button', { name: 'Move item [0] down' }).focus();
    await session.page.keyboard.press('Enter');
    assert.match(await raw('plan').inputValue(), /"levels":\[10\.0,9007199254740992\]/);
    assert.equal(await focused(), 'Move item [1] up');
    assert.equal(await said.innerText(), 'Moved to [1].');
    await list.getByRole('button', { name: 'Add item' }).focus();
    await session.page.keyboard.press('Enter');
    assert.equal(await focused(), 'Item [2]');
    await session.page.keyboard.press('Control+A');
    await session.page.keyboard.type('3.10');
    assert.match(await raw('plan').inputValue(), /"levels":\[10\.0,9007199254740992,3\.10\]/);
    assert.equal(await list.getByRole('button', { name: 'Add item' }).isDisabled(), true);
    await list.getByRole('button', { name: 'Remove item [0]' }).focus();
    await session.page.keyboard.press('Enter');
    assert.equal(await focused(), 'Remove item [0]');
    assert.equal(await said.innerText(), 'Item [0] removed.');
    await press(schedule, 'Move item [1] up');
    assert.match(await raw('schedule').inputValue(), /^\[\{"hour":7,.*\{"hour":8,"123123":7\.50/);
    await box(member(item(schedule, 1), 'hour')).fill('9');
    assert.match(await raw('schedule').inputValue(), /^\[\{"hour":7,.*\{"hour":9,"123123":7\.50/);
    await editor.close('node-dialog-cancel');
  });

  it('follows the JSON, and keeps one that cannot be read', async () => {
    await editor.openNode('broken');
    const subForm = row('schedule').locator('.aliyun-iot-sub-form');
    assert.match(await subForm.innerText(), /cannot be read from character 12 on/);
    assert.match(
      await row('plan').innerText(),
      /holds something else here.*must be an object; it is an array/s,
    );
    await raw('schedule').fill('[{"hour":8,"123123":1.0,"mode":1}]');
    assert.equal(await box(member(item(row('schedule'), 0), 'hour')).inputValue(), '8');
    await raw('schedule').fill('[{"hour":8,');
    assert.match(await subForm.innerText(), /cannot be read/);
    await raw('plan').fill('');
    await box(member(row('plan'), 'note')).fill('x');
    assert.equal(await raw('plan').inputValue(), '{"note":"x"}');
    await editor.close('node-dialog-ok');
    assert.equal(await stored('broken', 'schedule'), '[{"hour":8,');
    assert.match((await editor.reasons('broken')).join(), /args\.schedule: must be JSON/);
  });

  it('leaves out what is left blank where the product says that it may be', async () => {
    await editor.openNode('weak');
    const plan = row('plan');
    assert.equal(await plan.locator('.aliyun-iot-required').count(), 0);
    await box(member(plan, 'note')).fill('x');
    await box(member(plan, 'on')).selectOption('true');
    assert.equal(await raw('plan').inputValue(), '{"note":"x","on":true}');
    await box(member(plan, 'note')).fill('');
    assert.equal(await raw('plan').inputValue(), '{"on":true}');
    await press(row('schedule'), 'Add item');
    assert.equal(await raw('schedule').inputValue(), '[{"hour":0,"123123":0,"mode":0}]');
    await editor.close('node-dialog-ok');
    assert.deepEqual(await editor.reasons('weak'), []);
  });

  it('is folded for many values, and stays usable with them', async () => {
    await editor.openNode('full');
    const ints = row('ints');
    assert.equal(await ints.getByRole('listitem').count(), 0);
    await ints.locator('summary').focus();
    await session.page.keyboard.press('Enter');
    await item(ints, 49).waitFor();
    assert.equal(await ints.getByRole('listitem').count(), 50);
    await press(ints, 'Show more items');
    assert.equal(await ints.getByRole('listitem').count(), 100);
    await press(ints, 'Add item');
    assert.equal(await ints.getByRole('listitem').count(), 512);
    assert.equal(await ints.getByRole('button', { name: 'Add item' }).isDisabled(), true);
    await box(item(ints, 511)).fill('7');
    assert.match(await raw('ints').inputValue(), /,509,510,7\]$/);
    await row('wide').locator('summary').click();
    await box(member(row('wide'), 'm49')).fill('5');
    assert.equal(await raw('wide').inputValue(), '{"m49":5}');
    assert.match(await reason(member(row('wide'), 'm0')).innerText(), /is missing/);
    await editor.close('node-dialog-cancel');
  });

  it('gives way to a value from a message', async () => {
    await editor.openNode('both');
    await row('plan').locator('.red-ui-typedInput-type-select').click();
    await session.page.locator('.red-ui-typedInput-options:visible a[value="msg"]').click();
    assert.equal(await row('plan').locator('.aliyun-iot-sub-form').isVisible(), false);
    await editor.close('node-dialog-cancel');
  });
});
