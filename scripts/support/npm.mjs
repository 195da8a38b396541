import { basename } from 'node:path';
import { run } from './run.mjs';

/** Settings an outer npm or shell may carry that would change what an inner npm does. */
const NOT_INHERITED = [
  'NODE_ENV',
  'npm_config_omit',
  'npm_config_include',
  'npm_config_production',
  'npm_config_only',
  'npm_config_dry_run',
  'npm_config_global',
  'npm_config_local_prefix',
  'npm_config_package_lock_only',
];

/**
 * Runs npm - the one that started this script, when there is one.
 *
 * @param {readonly string[]} args
 * @param {import('./run.mjs').RunOptions} options
 */
export function npm(args, { env = process.env, ...options }) {
  const cli = env.npm_execpath ?? '';
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_INHERITED.includes(name)));
  const quiet = [
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--loglevel=error',
    '--prefix',
    options.cwd,
  ];
  return basename(cli) === 'npm-cli.js'
    ? run(process.execPath, [cli, ...args, ...quiet], { env: own, ...options })
    : run('npm', [...args, ...quiet], { env: own, ...options });
}
