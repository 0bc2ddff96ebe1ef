import { type DataSource, LessThan, MoreThanOrEqual } from 'typeorm';
import { type KeptAnswer, KeptAnswers, type RequestKey } from '../../workflows/ports/kept-answers.js';
import { KeptAnswerRow } from './kept-answer-entity.js';

export class PostgresKeptAnswers extends KeptAnswers {
  constructor(private readonly db: DataSource) {
    super();
  }

  async find({ ownerId, by, key }: RequestKey, since: Date): Promise<KeptAnswer | null> {
    const where = { ownerId, by, key, at: MoreThanOrEqual(since) };
    const row = await this.db.manager.findOneBy(KeptAnswerRow, where);
    if (row === null) return null;
    const { fingerprint, status, headers, body, at } = row;
    return { fingerprint, status, headers, body, at };
  }

  async keep({ ownerId, by, key }: RequestKey, answer: KeptAnswer): Promise<void> {
    await this.db.manager.upsert(KeptAnswerRow, { ownerId, by, key, ...answer }, ['ownerId', 'by', 'key']);
  }

  async removeBefore(at: Date): Promise<number> {
    const { affected } = await this.db.manager.delete(KeptAnswerRow, { at: LessThan(at) });
    return affected ?? 0;
  }
}
