import assert from 'node:assert/strict';
import type { Node } from 'node-red';
import { configError } from '../../../lib/errors';
import { reporter } from '../../../nodes/subscription/reporter';

describe('the reporter of a subscription', () => {
  const error = configError('x', { en: 'Check it.', zh: '请检查。' });

  function recorded(): { node: Node; lines: string[] } {
    const lines: string[] = [];
    const line = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
    return { node: { error: line('error'), warn: line('warn') } as unknown as Node, lines };
  }

  it('says a reason once, and again after the subscription stood', () => {
    const { node, lines } = recorded();
    const report = reporter(node, 'en');
    for (let n = 0; n < 3; n += 1) {
      report('connecting');
      report('refused', error);
    }
    assert.deepEqual(lines, ['error Check it.']);
    report('connected');
    report('disconnected', error);
    assert.deepEqual(lines, ['error Check it.', 'warn Check it.']);
  });

  it('says a reason once, whatever the peer adds to it each time', () => {
    const { node, lines } = recorded();
    const report = reporter(node, 'en');
    for (const trace of ['1a', '2b']) report('disconnected', configError('x', { en: trace, zh: trace }));
    report('disconnected', configError('y', { en: 'Another.', zh: '另一个。' }));
    assert.deepEqual(lines, ['warn 1a', 'warn Another.']);
  });

  it('speaks the language of the server', () => {
    const { node, lines } = recorded();
    reporter(node, 'zh')('refused', error);
    assert.deepEqual(lines, ['error 请检查。']);
  });
});
