import { ApiProperty } from '@nestjs/swagger';
import type { Scope } from '../../workflows/ports/records.js';
import { ALL_SCOPES } from '../../workflows/manage-keys.js';

/** Who is signed in. */
export class SessionDto {
  ownerId!: string;
  @ApiProperty({ enum: ALL_SCOPES, enumName: 'Scope', isArray: true })
  scopes!: Scope[];
  /** Null: a browser's session. */
  @ApiProperty({ type: String, nullable: true })
  keyId!: string | null;
  /** The one instrument whose files the key may send. */
  @ApiProperty({ type: String, nullable: true })
  instrument!: string | null;
}
