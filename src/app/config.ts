import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type OptimadeProvider, readProvider } from '../workflows/optimade/provider.js';

/** What the environment may say; everything has a default. Read once, at start. */
export interface Config {
  /** Blobs, the embedded database and the local credential lie below it. */
  readonly dataDir: string;
  /** Any PostgreSQL server; null: the embedded one below `dataDir`. */
  readonly databaseUrl: string | null;
  /** Blobs lie in a bucket; null: below `dataDir`. */
  readonly s3: S3Config | null;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly maxUploadBytes: number;
  /** Of one owner: the files of its datasets and what is on its way; null: no limit. */
  readonly quotaBytes: number | null;
  /** An upload in pieces that nothing was added to for so long is given up. */
  readonly uploadExpiryH: number;
  /** Reverse proxies in front of it, each of which adds to X-Forwarded-*; with 0 those headers are ignored. */
  readonly trustProxy: number;
  /** Of a route, by key (by address without a valid one), before 429. */
  readonly requestsPerMinute: number;
  /** Jobs that wait, before 503. */
  readonly maxQueuedJobs: number;
  /** Analyses that run at once in this process; 0: none, workers are other processes on the same database. */
  readonly workerThreads: number;
  readonly parseDeadlineS: number;
  /** Memory that reading a file may take beyond three times its size; then it is refused. */
  readonly parseMemoryBytes: number;
  readonly analysisDeadlineS: number;
  /** The LAMMPS program: a path, or a name that PATH knows; null: there is none. */
  readonly lammps: string | null;
  /** Folder with the files of potentials that searches may name; null: none. */
  readonly potentialsDir: string | null;
  /** Folder with networks of the operator, beside those that come with the program; null: none. */
  readonly modelsDir: string | null;
  /** Before the names of own properties in OPTIMADE; operators who publish register one of their own. */
  readonly optimadePrefix: string;
  readonly optimadeProvider: OptimadeProvider;
  /** How long the audit log is kept. */
  readonly auditDays: number;
  /** `host:port` of receivers of webhooks on the operator's own network. */
  readonly webhookAllow: ReadonlySet<string>;
  readonly log: 'text' | 'json';
}

/** Credentials come from AWS's own variables, which its client reads. */
export interface S3Config {
  readonly bucket: string;
  /** Null: AWS. */
  readonly endpoint: string | null;
  /** Null: as AWS's own variables say. */
  readonly region: string | null;
  /** Before every key; '' or ending in '/'. */
  readonly prefix: string;
  /** Copies of blobs on this machine are kept up to so many bytes. */
  readonly cacheBytes: number;
}

/** A variable that cannot be used; the message names it and says what it may be. */
export class ConfigError extends Error {
  constructor(variable: string, value: string, expected: string) {
    super(`${variable}=${JSON.stringify(value)} cannot be used: it must be ${expected}.`);
    this.name = 'ConfigError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const GIB = 2 ** 30;

/** @throws ConfigError naming the first variable that is wrong */
export function readConfig(env: Environment, platform: string, cpuCount: number): Config {
  return {
    dataDir: resolve(textOf(env, 'KAIMEN_DATA') ?? defaultDataDir(env, platform)),
    databaseUrl: databaseUrlOf(env),
    s3: s3Of(env),
    host: textOf(env, 'KAIMEN_HOST') ?? '127.0.0.1',
    port: integerOf(env, 'KAIMEN_PORT', { fallback: 4680, min: 0, max: 65_535 }),
    maxUploadBytes: integerOf(env, 'KAIMEN_MAX_UPLOAD_BYTES', { fallback: 2 * GIB, min: 1, max: 2 ** 40 }),
    quotaBytes: integerOf(env, 'KAIMEN_QUOTA_BYTES', { fallback: null, min: 1, max: 2 ** 50 }),
    uploadExpiryH: integerOf(env, 'KAIMEN_UPLOAD_EXPIRY_H', { fallback: 24, min: 1, max: 8760 }),
    trustProxy: integerOf(env, 'KAIMEN_TRUST_PROXY', { fallback: 0, min: 0, max: 10 }),
    requestsPerMinute: integerOf(env, 'KAIMEN_REQUESTS_PER_MINUTE', { fallback: 3000, min: 1, max: 10 ** 9 }),
    maxQueuedJobs: integerOf(env, 'KAIMEN_MAX_QUEUED_JOBS', { fallback: 20_000, min: 1, max: 10 ** 6 }),
    workerThreads: integerOf(env, 'KAIMEN_WORKER_THREADS', {
      fallback: Math.max(1, cpuCount - 1),
      min: 0,
      max: 256,
    }),
    parseDeadlineS: integerOf(env, 'KAIMEN_PARSE_DEADLINE_S', { fallback: 30, min: 1, max: 3600 }),
    parseMemoryBytes: integerOf(env, 'KAIMEN_PARSE_MEMORY_BYTES', {
      fallback: 1.5 * GIB,
      min: 64 * 2 ** 20,
      max: 2 ** 40,
    }),
    analysisDeadlineS: integerOf(env, 'KAIMEN_ANALYSIS_DEADLINE_S', { fallback: 900, min: 1, max: 86_400 }),
    lammps: textOf(env, 'KAIMEN_LAMMPS'),
    potentialsDir: folderOf(env, 'KAIMEN_POTENTIALS'),
    modelsDir: folderOf(env, 'KAIMEN_MODELS_DIR'),
    auditDays: integerOf(env, 'KAIMEN_AUDIT_DAYS', { fallback: 365, min: 1, max: 36_500 }),
    optimadePrefix: prefixOf(env),
    optimadeProvider: providerOf(env),
    webhookAllow: hostsOf(env, 'KAIMEN_WEBHOOK_ALLOW'),
    log: choiceOf(env, 'KAIMEN_LOG', ['text', 'json'] as const),
  };
}

function s3Of(env: Environment): S3Config | null {
  const bucket = textOf(env, 'KAIMEN_S3_BUCKET');
  const endpoint = textOf(env, 'KAIMEN_S3_ENDPOINT');
  const region = textOf(env, 'KAIMEN_S3_REGION');
  const prefix = (textOf(env, 'KAIMEN_S3_PREFIX') ?? '').replace(/^\/+|\/+$/g, '');
  const cacheBytes = integerOf(env, 'KAIMEN_S3_CACHE_BYTES', { fallback: 10 * GIB, min: 0, max: 2 ** 50 });
  if (bucket === null) {
    if (endpoint !== null || region !== null || prefix !== '')
      throw new ConfigError('KAIMEN_S3_BUCKET', '', 'the name of a bucket where other KAIMEN_S3_… are set');
    return null;
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(bucket))
    throw new ConfigError('KAIMEN_S3_BUCKET', bucket, 'the name of a bucket, not its address');
  if (endpoint !== null && !/^https?:\/\/[^/]/.test(endpoint))
    throw new ConfigError('KAIMEN_S3_ENDPOINT', endpoint, 'a URL that starts with https:// or http://');
  return { bucket, endpoint, region, prefix: prefix === '' ? '' : `${prefix}/`, cacheBytes };
}

function defaultDataDir(env: Environment, platform: string): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Kaimen');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Kaimen');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'kaimen');
}

/** An empty variable is an absent one, as shells and compose files leave them. */
function textOf(env: Environment, variable: string): string | null {
  const value = env[variable]?.trim();
  return value === undefined || value === '' ? null : value;
}

function folderOf(env: Environment, variable: string): string | null {
  const text = textOf(env, variable);
  return text === null ? null : resolve(text);
}

function integerOf<Fallback extends number | null>(
  env: Environment,
  variable: string,
  limits: { fallback: Fallback; min: number; max: number },
): number | Fallback {
  const text = textOf(env, variable);
  if (text === null) return limits.fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < limits.min || value > limits.max) {
    throw new ConfigError(variable, text, `a whole number from ${limits.min} to ${limits.max}`);
  }
  return value;
}

function choiceOf<T extends string>(env: Environment, variable: string, choices: readonly [T, ...T[]]): T {
  const text = textOf(env, variable);
  const choice = text === null ? choices[0] : choices.find((one) => one === text);
  if (choice === undefined) throw new ConfigError(variable, text!, `one of ${choices.join(', ')}`);
  return choice;
}

function hostsOf(env: Environment, variable: string): ReadonlySet<string> {
  const hosts = (textOf(env, variable) ?? '').split(/[\s,]+/).filter((host) => host !== '');
  const wrong = hosts.find((host) => !/^([a-z0-9.-]+|[0-9a-f:]+):\d{1,5}$/.test(host));
  if (wrong === undefined) return new Set(hosts);
  throw new ConfigError(variable, wrong, 'host:port, in lower case, several separated by commas');
}

function prefixOf(env: Environment): string {
  const variable = 'KAIMEN_OPTIMADE_PREFIX';
  const text = textOf(env, variable) ?? 'kaimen';
  if (/^[a-z][a-z0-9]*$/.test(text) && text !== 'exmpl') return text;
  throw new ConfigError(
    variable,
    text,
    'lower-case letters and digits, and not exmpl, which is for examples',
  );
}

function providerOf(env: Environment): OptimadeProvider {
  const variable = 'KAIMEN_OPTIMADE_PROVIDER';
  const text = textOf(env, variable) ?? '{}';
  const provider = readProvider(text);
  if (provider !== null) return provider;
  const expected =
    'JSON of name, description, homepage, license (URLs) and maintainer (e-mail), each a string';
  throw new ConfigError(variable, text, expected);
}

function databaseUrlOf(env: Environment): string | null {
  const text = textOf(env, 'DATABASE_URL');
  if (text === null || /^postgres(ql)?:\/\/\S+$/.test(text)) return text;
  // The value may hold a password, so it is not repeated.
  throw new ConfigError('DATABASE_URL', '…', 'a URL that starts with postgresql://');
}
