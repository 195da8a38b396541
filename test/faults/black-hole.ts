import { spawn, type ChildProcess } from 'node:child_process';
import net from 'node:net';

/** Listens, says where, and never runs again: what the kernel cannot queue is dropped. */
const LISTENER = `
  const server = require('node:net').createServer();
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    require('node:fs').writeSync(1, server.address().port + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** A port that swallows connections: their SYN gets no answer at all. */
export class BlackHole {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly fillers: readonly net.Socket[],
  ) {}

  static async open(): Promise<BlackHole> {
    const child = spawn(process.execPath, ['-e', LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] });
    const port = await new Promise<number>((resolve) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk)));
    });
    // As many as the kernel takes on behalf of the listener before it starts to drop.
    const fillers = Array.from({ length: 8 }, () =>
      net.connect(port, '127.0.0.1').on('error', () => undefined),
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    return new BlackHole(`http://127.0.0.1:${port}`, child, fillers);
  }

  close(): void {
    for (const socket of this.fillers) socket.destroy();
    this.child.kill('SIGKILL');
  }
}
