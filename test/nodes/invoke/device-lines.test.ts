import assert from 'node:assert/strict';
import {
  lineProblem,
  linesOf,
  storedDevices,
  typedDevices,
  type LineProblem,
} from '../../../nodes/invoke/editor/device-lines';

const DEVICES = [
  'pump-01',
  { productKey: 'a1Other', deviceName: 'b:1' },
  { iotId: 'Q7uOhVRdZRRlDnTLv00100' },
];
const TYPED = 'pump-01\na1Other/b:1\nIotId=Q7uOhVRdZRRlDnTLv00100';

describe('the list of devices in the dialog', () => {
  it('is kept as the runtime reads it, and shown again as it was typed', () => {
    assert.deepEqual(JSON.parse(storedDevices(TYPED)), DEVICES);
    assert.equal(typedDevices(JSON.stringify(DEVICES)), TYPED);
  });

  it('takes lines, commas and tabs, as they come from a table', () => {
    assert.deepEqual(linesOf(' a\r\n\r\nb,c, d\te；f、g\n'), ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    assert.deepEqual(linesOf(' \n '), []);
  });

  it('keeps a line that cannot be read, to be corrected', () => {
    for (const line of ['a/b/c', '/b', 'a/', 'IotId=', 'x=y', '${NAME}', 'a1/${NAME}']) {
      assert.equal(typedDevices(storedDevices(line)), line);
    }
  });

  it('shows nothing for what is no list', () => {
    for (const stored of ['', 'devices', '{}', 'null', '"a"']) assert.equal(typedDevices(stored), '', stored);
    assert.equal(typedDevices('[null, 7, {}]'), 'null\n7\n');
  });

  const problem = (typed: string, hasProduct = true): LineProblem | undefined =>
    lineProblem(linesOf(typed), hasProduct);

  it('is accepted with names of every kind, and with variables', () => {
    for (const typed of ['a', TYPED, '水泵-1', 'a@b_c.d:e', '${A}\n${B}', 'a1/a\na', '${A}/b']) {
      assert.equal(problem(typed), undefined, typed);
    }
    assert.equal(problem('a1/a\nIotId=b', false), undefined);
  });

  it('is refused with the line that is wrong', () => {
    assert.deepEqual(problem(''), { rule: 'device-none', line: '' });
    for (const line of ['a/b/c', '/b', 'a/', 'IotId=', 'x=y', 'x'.repeat(257)]) {
      assert.deepEqual(problem(`ok\n${line}`), { rule: 'device-unreadable', line });
    }
    assert.deepEqual(problem('a\nb\na'), { rule: 'device-twice', line: 'a' });
    assert.deepEqual(problem('a1/a\nb', false), { rule: 'device-no-product', line: 'b' });
  });

  it('is checked at once with ten thousand lines', () => {
    const typed = Array.from({ length: 10_000 }, (_, index) => `lamp-${index}`).join('\n');
    assert.equal(problem(typed), undefined);
    assert.deepEqual(problem(`${typed}\nlamp-0`), { rule: 'device-twice', line: 'lamp-0' });
  });
});
