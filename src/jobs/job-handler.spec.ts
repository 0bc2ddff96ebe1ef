import { describe, expect, it } from 'vitest';
import { checkHandlers, type JobHandler, TASK_KINDS } from './job-handler.js';

const handler = (kind: JobHandler['kind']): JobHandler => ({ kind, run: async () => {} });

describe('checkHandlers', () => {
  it('wants one handler for each kind', () => {
    const all = TASK_KINDS.map(handler);
    expect(() => checkHandlers(all)).not.toThrow();
    expect(() => checkHandlers(all.slice(1))).toThrow("'ingest' has 0 handlers");
    expect(() => checkHandlers([...all, handler('analysis')])).toThrow("'analysis' has 2 handlers");
  });
});
