import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import type { Node, NodeMessage } from 'node-red';
import { AliyunIotError, type Executed } from '../../../lib/errors';
import { handleInput, type InputJob, type Work } from '../../../nodes/shared/run-input';

type Input = (msg: NodeMessage, send: (msg: NodeMessage) => void, done: (error?: Error) => void) => unknown;
type Close = (removed: boolean, done: () => void) => void;

/** A node's events, with Node-RED left out. */
class Harness {
  readonly sent: NodeMessage[] = [];
  readonly done: (Error | undefined)[] = [];
  readonly counts: number[] = [];
  readonly cutShort: number[] = [];
  readonly failures: (string | undefined)[] = [];
  readonly signals: AbortSignal[] = [];
  /** What was given to the log past Catch nodes: a message would be a second element. */
  readonly logged: unknown[] = [];
  executed: Executed = 'no';
  run: (msg: NodeMessage, ...given: Parameters<Work['run']>) => ReturnType<Work['run']> = (msg) =>
    Promise.resolve(msg);
  fail: Work['fail'] = (failure) => failure;
  send: (msg: NodeMessage) => void = (msg) => {
    this.sent.push(msg);
  };
  whenDone: () => void = () => undefined;
  #input!: Input;
  #close!: Close;

  constructor(closeWaitMs?: number) {
    const node = {
      error: (...given: unknown[]) => this.logged.push(...given),
      on: (event: string, handler: unknown) => {
        if (event === 'input') this.#input = handler as Input;
        else this.#close = handler as Close;
        assert.equal(
          (handler as () => void).length,
          event === 'input' ? 3 : 2,
          'Node-RED looks at the length',
        );
      },
    } as unknown as Node;
    const job: InputJob = {
      begin: (msg) => this.#begin(msg),
      changed: (inFlight, ended) => {
        this.counts.push(inFlight);
        if (ended) this.failures.push(ended.failure?.code);
      },
      cutShort: (mayHaveActed) => this.cutShort.push(mayHaveActed),
    };
    handleInput(node, job, closeWaitMs);
  }

  input(msg: NodeMessage = {}): void {
    const result = this.#input(
      msg,
      (out) => this.send(out),
      (error) => {
        this.done.push(error);
        this.whenDone();
      },
    );
    assert.equal(result, undefined, 'the handler gives no promise to Node-RED');
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#close(false, resolve));
  }

  #begin(msg: NodeMessage): Work {
    return {
      executed: this.executed,
      run: (signal, send) => {
        this.signals.push(signal);
        return this.run(msg, signal, send);
      },
      fail: (failure) => this.fail(failure),
    };
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const codeOf = (error: Error | undefined): unknown => (error as AliyunIotError | undefined)?.code;
const executedOf = (error: Error | undefined): unknown => (error as AliyunIotError | undefined)?.executed;

describe('handleInput', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => {
    unhandled.push(reason);
  };
  before(() => process.on('unhandledRejection', note));
  after(() => {
    process.off('unhandledRejection', note);
    assert.deepEqual(unhandled, []);
  });

  it('sends, then calls done without an error', async () => {
    const node = new Harness();
    const msg = { payload: 1 };
    node.input(msg);
    await settled();
    assert.deepEqual(node.sent, [msg]);
    assert.deepEqual(node.done, [undefined]);
    assert.deepEqual(node.counts, [1, 0]);
    assert.deepEqual(node.failures, [undefined]);
  });

  it('sends what is ready before the work is over, and no message more when there is none', async () => {
    const node = new Harness();
    node.run = async (_msg, _signal, send) => {
      send({ payload: 1 });
      await settled();
      send({ payload: 2 });
      return undefined;
    };
    node.input();
    assert.deepEqual(node.sent, [{ payload: 1 }]);
    assert.deepEqual(node.done, []);
    await settled();
    await settled();
    assert.deepEqual(node.sent, [{ payload: 1 }, { payload: 2 }]);
    assert.deepEqual(node.done, [undefined]);
  });

  it('reports a send that throws before the work is over, once', async () => {
    const node = new Harness();
    node.executed = 'unknown';
    node.send = () => {
      throw new Error('downstream');
    };
    node.run = (_msg, _signal, send) => {
      send({});
      return Promise.resolve({});
    };
    node.input();
    await settled();
    assert.deepEqual(node.done.map(codeOf), ['internal-error']);
    assert.deepEqual(node.done.map(executedOf), ['unknown']);
  });

  it('sends nothing once the message has been settled', async () => {
    const node = new Harness(10);
    let send!: (msg: NodeMessage) => void;
    node.run = (_msg, _signal, given) => {
      send = given;
      return new Promise(() => undefined);
    };
    node.input();
    await node.close();
    send({ payload: 'late' });
    assert.deepEqual(node.sent, []);
    assert.deepEqual(node.done.map(codeOf), ['node-closed']);
  });

  it('calls done with the error that fail gives, once, and sends nothing', async () => {
    const node = new Harness();
    node.run = () =>
      Promise.reject(
        new AliyunIotError({ code: 'c', kind: 'offline', executed: 'no', texts: { en: 'e', zh: 'z' } }),
      );
    node.input();
    await settled();
    assert.deepEqual(node.sent, []);
    assert.deepEqual(node.done.map(codeOf), ['c']);
    assert.deepEqual(node.failures, ['c']);
  });

  it('counts what is in flight', async () => {
    const node = new Harness();
    node.input();
    node.input();
    node.input();
    await settled();
    assert.deepEqual(node.counts, [1, 2, 3, 2, 1, 0]);
  });

  const bugs: [string, Harness['run']][] = [
    [
      'throws',
      () => {
        throw new Error('bug');
      },
    ],
    ['rejects', () => Promise.reject(new Error('bug'))],
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    ['rejects with no error at all', () => Promise.reject()],
  ];
  for (const [name, run] of bugs) {
    it(`reports work that ${name} as internal-error with what the work knows of executed`, async () => {
      const node = new Harness();
      node.executed = 'unknown';
      node.run = run;
      node.input();
      await settled();
      assert.deepEqual(node.done.map(codeOf), ['internal-error']);
      assert.deepEqual(node.done.map(executedOf), ['unknown']);
    });
  }

  it('reports a send that throws', async () => {
    const node = new Harness();
    node.executed = 'yes';
    node.send = () => {
      throw new Error('downstream');
    };
    node.input();
    await settled();
    assert.deepEqual(node.done.map(codeOf), ['internal-error']);
    assert.match(node.done[0]!.message, /downstream/);
  });

  it('reports an error although writing it on the message throws', async () => {
    const node = new Harness();
    node.run = () => Promise.reject(new Error('bug'));
    node.fail = () => {
      throw new TypeError('frozen');
    };
    node.input();
    await settled();
    assert.deepEqual(node.done.map(codeOf), ['internal-error']);
  });

  it('logs an error that Node-RED could not give to Catch nodes, such as of a message that cannot be copied', async () => {
    const node = new Harness();
    const failure = new Error('bug');
    node.run = () => Promise.reject(failure);
    node.whenDone = () => {
      throw new RangeError('Maximum call stack size exceeded');
    };
    node.input();
    await settled();
    assert.equal(node.done.length, 1);
    assert.deepEqual(node.logged, node.done);
    assert.deepEqual(node.counts, [1, 0]);
  });

  it('logs nothing by itself when Node-RED took the error', async () => {
    const node = new Harness();
    node.run = () => Promise.reject(new Error('bug'));
    node.input();
    await settled();
    assert.equal(node.done.length, 1);
    assert.deepEqual(node.logged, []);
  });

  it('does not call done again when done throws', async () => {
    const node = new Harness();
    node.whenDone = () => {
      throw new Error('a hook');
    };
    node.input();
    await settled();
    assert.deepEqual(node.done, [undefined]);
    assert.deepEqual(node.counts, [1, 0]);
  });

  it('aborts what is in flight when it is closed, and waits for it', async () => {
    const node = new Harness();
    node.run = (_msg, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () =>
          setTimeout(
            () =>
              reject(
                new AliyunIotError({
                  code: 'aborted',
                  kind: 'aborted',
                  executed: 'unknown',
                  texts: { en: 'e', zh: 'z' },
                }),
              ),
            20,
          ),
        ),
      );
    node.input();
    node.input();
    await settled();
    assert.deepEqual(node.done, []);
    await node.close();
    assert.deepEqual(node.done.map(codeOf), ['aborted', 'aborted']);
  });

  it('tells how many it ended whose device may have acted, when there are any', async () => {
    for (const [executed, told] of [
      ['unknown', [2]],
      ['no', []],
    ] as const) {
      const node = new Harness(10);
      node.executed = executed;
      node.run = () => new Promise(() => undefined);
      node.input();
      node.input();
      await node.close();
      assert.deepEqual(node.cutShort, told);
    }
  });

  it('refuses messages that come while it is closed', async () => {
    const node = new Harness();
    await node.close();
    node.input();
    await settled();
    assert.equal(node.signals.length, 0);
    assert.deepEqual(node.done.map(codeOf), ['node-closed']);
    assert.deepEqual(node.done.map(executedOf), ['no']);
  });

  it('settles what does not end by itself within 5 s of closing, and drops its late answer', async () => {
    const clock = FakeTimers.install();
    try {
      const node = new Harness();
      node.executed = 'unknown';
      let answer!: (msg: NodeMessage) => void;
      node.run = () => new Promise((resolve) => (answer = resolve));
      node.input();
      let closed = false;
      void node.close().then(() => (closed = true));
      await clock.tickAsync(3000);
      assert.equal(closed, false);
      assert.deepEqual(node.done, []);
      await clock.tickAsync(1999);
      assert.equal(closed, true);
      assert.deepEqual(node.done.map(codeOf), ['node-closed']);
      assert.deepEqual(node.done.map(executedOf), ['unknown']);
      answer({ payload: 'late' });
      await clock.tickAsync(1);
      assert.deepEqual(node.sent, []);
      assert.equal(node.done.length, 1);
      assert.equal(clock.countTimers(), 0);
    } finally {
      clock.uninstall();
    }
  });

  it('leaves no timer behind when closing had nothing to wait for', async () => {
    const clock = FakeTimers.install();
    try {
      const node = new Harness();
      node.input();
      await clock.tickAsync(1);
      await node.close();
      assert.equal(clock.countTimers(), 0);
    } finally {
      clock.uninstall();
    }
  });
});
