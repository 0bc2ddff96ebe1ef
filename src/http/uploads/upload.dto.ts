import { ApiProperty } from '@nestjs/swagger';
import { ReasonDto } from '../problems/problem.dto.js';

/** A file on its way in pieces, or what became of it. */
export class UploadDto {
  id!: string;
  fileName!: string;
  sizeBytes!: number;
  /** How many bytes have come. */
  receivedBytes!: number;
  @ApiProperty({ enum: ['receiving', 'accepted', 'refused', 'expired'] })
  state!: 'receiving' | 'accepted' | 'refused' | 'expired';
  /** Of the file, hex: as its sender told it, or as it was found. */
  @ApiProperty({ type: String, nullable: true })
  sha256!: string | null;
  @ApiProperty({ type: String, nullable: true })
  instrument!: string | null;
  @ApiProperty({ type: String, nullable: true })
  session!: string | null;
  /** What it became, when it was accepted. */
  @ApiProperty({ type: String, nullable: true })
  datasetId!: string | null;
  /** Why it was refused. */
  @ApiProperty({ type: ReasonDto, nullable: true })
  problem!: ReasonDto | null;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
  /** When it is given up unless something is added; null when it has ended. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt!: string | null;
  /** Who sends it: 'key:ID' or 'session'. */
  by!: string;
}

export class UploadListDto {
  items!: UploadDto[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}
