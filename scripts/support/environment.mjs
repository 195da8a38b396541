/** What a proxy is called in the environment, in either case. */
const PROXY = /^(https?|all|no)_proxy$/i;

/** What would make a test depend on the machine it runs on: proxies, the mode of libraries, somebody's cloud account. */
const PERSONAL = [PROXY, /^NODE_ENV$/, /^NODE_USE_ENV_PROXY$/, /^(ALIBABA_CLOUD|ALICLOUD)_/];

/** Carries the proxies past the tests to the npm that a package test runs. */
const FOR_NPM = 'THINGFLOW_NPM_PROXIES';

/**
 * The environment for tests.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function testEnvironment(env = process.env) {
  const entries = Object.entries(env);
  const proxies = Object.fromEntries(entries.filter(([name]) => PROXY.test(name)));
  const kept = entries.filter(([name]) => !PERSONAL.some((pattern) => pattern.test(name)));
  return { ...Object.fromEntries(kept), [FOR_NPM]: env[FOR_NPM] ?? JSON.stringify(proxies) };
}

/**
 * The environment for npm, with the proxies that testEnvironment took away.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function npmEnvironment(env = process.env) {
  const { [FOR_NPM]: proxies = '{}', ...rest } = env;
  return { ...rest, ...JSON.parse(proxies) };
}
