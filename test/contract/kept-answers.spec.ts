import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeptAnswer } from '../../src/workflows/ports/kept-answers.js';
import { type Repositories, contractRepositories } from '../support/repositories.js';

const { versions } = contractRepositories();

const AT = new Date('2026-03-01T10:00:00.123Z');
const after = (ms: number): Date => new Date(AT.getTime() + ms);
const anAnswer = (change: Partial<KeptAnswer> = {}): KeptAnswer => ({
  ...{ fingerprint: 'f', status: 201, headers: { Location: '/api/v1/rules/µ "1"' } },
  ...{ body: Buffer.from('{"a":"\u0000µ"}'), at: AT, ...change },
});
const OF = { ownerId: 'lab', by: 'key:1', key: 'a "b" \\ c' };

describe.each(versions)('kept answers in %s', (_, open) => {
  let at: Repositories;
  beforeEach(async () => {
    at = await open();
  });
  afterEach(() => at.close());

  it('are found by owner, sender and key, as they were kept', async () => {
    await at.keptAnswers.keep(OF, anAnswer());
    const found = (await at.keptAnswers.find(OF, AT))!;
    expect({ ...found, body: Buffer.from(found.body!) }).toEqual(anAnswer());
    for (const other of [{ ownerId: 'x' }, { by: 'session' }, { key: 'a' }])
      expect(await at.keptAnswers.find({ ...OF, ...other }, AT)).toBeNull();
    const secret = { ...OF, key: 's' };
    await at.keptAnswers.keep(secret, anAnswer({ body: null, headers: {} }));
    expect(await at.keptAnswers.find(secret, AT)).toEqual(anAnswer({ body: null, headers: {} }));
  });

  it('give way to newer ones, are not found when they are too old, and are forgotten', async () => {
    await at.keptAnswers.keep(OF, anAnswer());
    expect(await at.keptAnswers.find(OF, after(1))).toBeNull();
    await at.keptAnswers.keep(OF, anAnswer({ status: 202, at: after(5) }));
    expect(await at.keptAnswers.find(OF, after(5))).toMatchObject({ status: 202 });
    await at.keptAnswers.keep({ ...OF, key: 'b' }, anAnswer({ at: after(4) }));
    expect(await at.keptAnswers.removeBefore(after(5))).toBe(1);
    expect(await at.keptAnswers.removeBefore(after(5))).toBe(0);
    expect(await at.keptAnswers.find({ ...OF, key: 'b' }, AT)).toBeNull();
    expect(await at.keptAnswers.find(OF, AT)).not.toBeNull();
  });
});
