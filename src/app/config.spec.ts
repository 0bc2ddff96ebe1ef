import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

const read = (env: Record<string, string>) => readConfig(env, 'linux', 4);

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(read({ XDG_DATA_HOME: '/home/x/data' })).toMatchObject({
      dataDir: '/home/x/data/kaimen',
      databaseUrl: null,
      host: '127.0.0.1',
      port: 4680,
      maxUploadBytes: 2 ** 31,
      trustProxy: 0,
      requestsPerMinute: 3000,
      maxQueuedJobs: 20_000,
      workerThreads: 3,
      log: 'text',
    });
  });

  it('keeps port 0 and takes an empty variable for an absent one', () => {
    expect(read({ KAIMEN_PORT: '0', KAIMEN_HOST: '' })).toMatchObject({ port: 0, host: '127.0.0.1' });
  });

  it.each([
    ['KAIMEN_PORT', '70000'],
    ['KAIMEN_PORT', 'http'],
    ['KAIMEN_MAX_UPLOAD_BYTES', '-1'],
    ['KAIMEN_TRUST_PROXY', 'true'],
    ['KAIMEN_REQUESTS_PER_MINUTE', '0'],
    ['KAIMEN_MAX_QUEUED_JOBS', '0'],
    ['KAIMEN_WORKER_THREADS', '257'],
    ['KAIMEN_PARSE_DEADLINE_S', '1e3'],
    ['KAIMEN_LOG', 'xml'],
    ['KAIMEN_OPTIMADE_PREFIX', 'exmpl'],
    ['KAIMEN_OPTIMADE_PREFIX', 'My_DB'],
    ['KAIMEN_OPTIMADE_PROVIDER', 'Lab'],
    ['DATABASE_URL', 'mysql://secret@host/db'],
  ])('names %s when it is %s', (variable, value) => {
    expect(() => read({ [variable]: value })).toThrow(variable);
  });

  it('does not repeat a database URL, which may hold a password', () => {
    expect(() => read({ DATABASE_URL: 'mysql://secret@host/db' })).not.toThrow('secret');
  });
});
