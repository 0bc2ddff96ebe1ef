import crypto from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import type { S3Place } from '../../src/storage/blobs/s3/s3-client.js';

export interface TestS3 {
  readonly url: string;
  /** What programs need to use it. */
  readonly env: Readonly<Record<string, string>>;
  /** A prefix of its own, in the bucket `kaimen`; credentials are in `process.env`. */
  freshPlace(): Promise<S3Place>;
  stop(): Promise<void>;
}

/** Of s3rver. */
const KEY = 'S3RVER';

/** An S3 in this process, on loopback, with a bucket `kaimen`. */
export async function startS3(): Promise<TestS3> {
  letDesBe();
  const directory = await mkdtemp(join(tmpdir(), 'kaimen-s3-'));
  const bucket = { name: 'kaimen', configs: [] };
  const server = new S3rver({
    ...{ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [bucket] },
  });
  const { port } = await server.run();
  const url = `http://127.0.0.1:${port}`;
  const env = { AWS_ACCESS_KEY_ID: KEY, AWS_SECRET_ACCESS_KEY: KEY };
  Object.assign(process.env, env);
  let nPlaces = 0;
  return {
    url,
    env: { ...env, KAIMEN_S3_BUCKET: 'kaimen', KAIMEN_S3_ENDPOINT: url },
    freshPlace: async () => ({
      ...{ kind: 's3', bucket: 'kaimen', endpoint: url, region: null, prefix: `p${nPlaces++}/` },
      ...{ localRoot: await mkdtemp(join(directory, 'copies-')), cacheBytes: 2 ** 30 },
    }),
    async stop() {
      for (const name of Object.keys(env)) delete process.env[name];
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** s3rver makes the token of a next page with DES, which OpenSSL no longer has; we go on by the last key and never send it. */
function letDesBe(): void {
  const original = crypto.createCipheriv.bind(crypto) as (...args: unknown[]) => unknown;
  const instead = (name: string, ...rest: unknown[]): unknown =>
    name === 'des'
      ? { update: () => Buffer.alloc(8), final: () => Buffer.alloc(8) }
      : original(name, ...rest);
  crypto.createCipheriv = instead as typeof crypto.createCipheriv;
}
