import { IsOptional, Matches } from 'class-validator';
import type { PageRequest } from '../../workflows/ports/records.js';
import { QueryInteger } from './query-fields.js';

/** Which page of a list. */
export class PageQueryDto {
  @QueryInteger({ min: 1, max: 200, default: 50 })
  limit: number = 50;

  /** `nextCursor` of the page before. */
  @IsOptional()
  @Matches(/^[\w.-]{1,200}$/, { message: 'cursor must be one that a list gave out' })
  cursor?: string;

  /** As the ports want it. */
  static toPageRequest({ limit, cursor }: PageQueryDto): PageRequest {
    return { limit, cursor: cursor ?? null };
  }
}
