import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { homedir } from 'node:os';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the sources look at. Every part can be replaced. */
export interface SourceOptions {
  /** Default: the process's environment variables. */
  env?: Environment;
  /** The home directory, in which the files of the CLI and the SDKs are. */
  home?: string;
  /** Base URL of the ECS metadata service. */
  metadataUrl?: string;
  /** Base URL of the Security Token Service. Default: by `ALIBABA_CLOUD_STS_REGION`. */
  stsUrl?: string;
  /** For the Security Token Service: proxy and TLS. */
  stsAgent?: HttpAgent | HttpsAgent;
}

/** The options with their defaults. */
export interface Surroundings extends SourceOptions {
  env: Environment;
  home: string;
  metadataUrl: string;
}

/** Fills in the defaults. The address of the metadata service is the same on every ECS instance. */
export function surroundingsOf(options: SourceOptions): Surroundings {
  return {
    ...options,
    env: options.env ?? process.env,
    home: options.home ?? homedir(),
    metadataUrl: options.metadataUrl ?? 'http://100.100.100.200',
  };
}

/** Whether a variable says `true`, in any case. */
export function isOn(env: Environment, name: string): boolean {
  return env[name]?.toLowerCase() === 'true';
}
