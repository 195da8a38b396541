import assert from 'node:assert/strict';
import FakeTimers, { type Clock } from '@sinonjs/fake-timers';
import { LookupCache } from '../../../nodes/account/admin/lookup-cache';

const asking = (change: object = {}): { signal: AbortSignal; refresh?: boolean } => ({
  signal: new AbortController().signal,
  ...change,
});

/** A look-up that answers when the test says so. */
class Slow {
  reads = 0;
  aborted = 0;
  #answer: ((value: unknown) => void)[] = [];
  readonly read = (signal: AbortSignal): Promise<unknown> => {
    this.reads += 1;
    return new Promise((resolve, reject) => {
      this.#answer.push(resolve);
      signal.addEventListener('abort', () => {
        this.aborted += 1;
        reject(signal.reason as Error);
      });
    });
  };
  answer(value: unknown): void {
    this.#answer.shift()!(value);
  }
}

describe('LookupCache', () => {
  let clock: Clock;
  beforeEach(() => {
    clock = FakeTimers.install({ toFake: ['performance', 'Date'] });
  });
  afterEach(() => clock.uninstall());

  it('keeps an answer for 30 s, by its question', async () => {
    const cache = new LookupCache();
    let reads = 0;
    const read = (): Promise<number> => Promise.resolve((reads += 1));
    assert.equal(await cache.get('a', asking(), read), 1);
    clock.tick(29_999);
    assert.equal(await cache.get('a', asking(), read), 1);
    assert.equal(await cache.get('b', asking(), read), 2);
    clock.tick(1);
    assert.equal(await cache.get('a', asking(), read), 3);
    assert.equal(await cache.get('a', asking({ refresh: true }), read), 4);
    assert.equal(await cache.get('a', asking(), read), 4, 'what was refreshed is kept');
  });

  it('shares a look-up that is under way, also with who wants it fresh', async () => {
    const cache = new LookupCache();
    const slow = new Slow();
    const all = [asking(), asking(), asking({ refresh: true })].map((one) => cache.get('a', one, slow.read));
    slow.answer('x');
    assert.deepEqual(await Promise.all(all), ['x', 'x', 'x']);
    assert.equal(slow.reads, 1);
  });

  it('does not keep a failure', async () => {
    const cache = new LookupCache();
    await assert.rejects(
      cache.get('a', asking(), () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal(cache.size, 0);
    assert.equal(await cache.get('a', asking(), () => Promise.resolve(1)), 1);
  });

  it('ends a look-up when the last one who waits has left, and not before', async () => {
    const cache = new LookupCache();
    const slow = new Slow();
    const [first, second] = [new AbortController(), new AbortController()];
    const one = cache.get('a', { signal: first.signal }, slow.read);
    const two = cache.get('a', { signal: second.signal }, slow.read);
    first.abort();
    await assert.rejects(one, { name: 'AbortError' });
    assert.equal(slow.aborted, 0);
    second.abort();
    await assert.rejects(two, { name: 'AbortError' });
    assert.equal(slow.aborted, 1);
    assert.equal(cache.size, 0);
    const again = cache.get('a', asking(), slow.read);
    assert.equal(slow.reads, 2, 'nobody gets the one that was ended');
    slow.answer('late');
    slow.answer('new');
    assert.equal(await again, 'new');
  });

  it('lets who has hung up already start nothing that goes on', async () => {
    const cache = new LookupCache();
    const slow = new Slow();
    await assert.rejects(cache.get('a', { signal: AbortSignal.abort() }, slow.read), { name: 'AbortError' });
    assert.equal(slow.aborted, slow.reads);
  });

  it('keeps the newest answers only', async () => {
    const cache = new LookupCache(30_000, 3);
    let reads = 0;
    const read = (): Promise<number> => Promise.resolve((reads += 1));
    for (const question of ['a', 'b', 'c', 'd']) await cache.get(question, asking(), read);
    assert.equal(cache.size, 3);
    assert.equal(await cache.get('b', asking(), read), 2);
    assert.equal(await cache.get('a', asking(), read), 5);
  });
});
