import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../../workflows/ports/secrets.js';

@Injectable()
export class NodeSecrets extends Secrets {
  random(): string {
    return randomBytes(32).toString('hex');
  }

  sha256(text: string): string {
    return createHash('sha256').update(text).digest('hex');
  }

  equal(a: string, b: string): boolean {
    const [left, right] = [Buffer.from(a), Buffer.from(b)];
    return left.length === right.length && timingSafeEqual(left, right);
  }
}
