import { spawn } from 'node:child_process';

/** How a program ended. */
export interface Ending {
  /** null when it had to be killed. */
  code: number | null;
  stdout: string;
  stderr: string;
  ms: number;
}

/** A program that runs. */
export interface Running {
  pid: number;
  /** Resolves when standard output matches; rejects when the program ends without that. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<Ending>;
}

interface Options {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Default 30 s; then it is killed. */
  limitMs?: number;
}

/** Starts a program without a terminal. */
export function start(command: string, args: readonly string[], options: Options = {}): Running {
  const { cwd, env = process.env, limitMs = 30_000 } = options;
  const began = performance.now();
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...output, ms: performance.now() - began });
    });
  });
  const printed = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(output.stdout);
        if (match) resolve(match);
      };
      child.stdout.on('data', look);
      look();
      child.once('close', () => {
        reject(new Error(`Ended without printing ${String(pattern)}:\n${output.stdout}${output.stderr}`));
      });
    });
  return { pid: child.pid ?? 0, printed, kill: (signal) => child.kill(signal), ended };
}

/** Runs a program to its end. */
export function runProgram(command: string, args: readonly string[], options: Options = {}): Promise<Ending> {
  return start(command, args, options).ended;
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
