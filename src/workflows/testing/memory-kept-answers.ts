import { type KeptAnswer, KeptAnswers, type RequestKey } from '../ports/kept-answers.js';
import type { MemoryDatabase } from './memory-database.js';

export class MemoryKeptAnswers extends KeptAnswers {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async find(of: RequestKey, since: Date): Promise<KeptAnswer | null> {
    const answer = this.db.keptAnswers.get(nameOf(of));
    return answer !== undefined && answer.at >= since ? answer : null;
  }

  async keep(of: RequestKey, answer: KeptAnswer): Promise<void> {
    this.db.keptAnswers.set(nameOf(of), answer);
  }

  async removeBefore(at: Date): Promise<number> {
    const old = [...this.db.keptAnswers].filter(([, answer]) => answer.at < at);
    for (const [name] of old) this.db.keptAnswers.delete(name);
    return old.length;
  }
}

const nameOf = ({ ownerId, by, key }: RequestKey): string => JSON.stringify([ownerId, by, key]);
