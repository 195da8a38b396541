import assert from 'node:assert/strict';
import FakeTimers, { type Clock } from '@sinonjs/fake-timers';
import type { Node, NodeStatus } from 'node-red';
import { StatusLine } from '../../../nodes/shared/status';

describe('StatusLine', () => {
  let clock: Clock;
  let shown: { at: number; text: string | undefined }[];
  let line: StatusLine;

  beforeEach(() => {
    clock = FakeTimers.install();
    shown = [];
    const node = {
      status: ({ text }: NodeStatus) => void shown.push({ at: clock.now, text }),
    } as unknown as Node;
    line = new StatusLine(node);
  });
  afterEach(() => clock.uninstall());

  it('shows the first at once and the last of a burst at the end of it', () => {
    for (const text of ['1', '2', '3', '4']) {
      line.show({ text });
    }
    clock.tick(10_000);
    assert.deepEqual(shown, [
      { at: 0, text: '1' },
      { at: 500, text: '4' },
    ]);
  });

  it('updates at most twice a second', () => {
    for (let n = 0; n < 100; n += 1) {
      line.show({ text: String(n) });
      clock.tick(30);
    }
    clock.tick(1000);
    assert.equal(shown.length, 7);
    assert.ok(shown.every(({ at }, n) => n === 0 || at - shown[n - 1]!.at >= 500));
    assert.equal(shown.at(-1)!.text, '99');
  });

  it('shows a status again only when it has changed', () => {
    line.show({ fill: 'green', text: 'ok' });
    clock.tick(1000);
    line.show({ fill: 'green', text: 'ok' });
    clock.tick(1000);
    assert.equal(shown.length, 1);
    line.show({ fill: 'red', text: 'ok' });
    assert.equal(shown.length, 2);
  });

  it('does not show what a burst came back from', () => {
    line.show({ text: 'a' });
    line.show({ text: 'b' });
    line.show({ text: 'a' });
    clock.tick(1000);
    assert.equal(shown.length, 1);
  });

  it('has nothing to say about an empty status at the start', () => {
    line.show({});
    assert.equal(shown.length, 0);
  });

  it('shows nothing after it is closed and leaves no timer', () => {
    line.show({ text: 'a' });
    line.show({ text: 'b' });
    line.close();
    assert.equal(clock.countTimers(), 0);
    line.show({ text: 'c' });
    clock.tick(1000);
    assert.deepEqual(
      shown.map(({ text }) => text),
      ['a'],
    );
    assert.equal(clock.countTimers(), 0);
  });
});
