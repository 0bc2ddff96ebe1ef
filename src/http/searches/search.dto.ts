import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { JobDto } from '../jobs/job.dto.js';
import { ACQUISITIONS, ENGINES, METHODS } from './submit-search.dto.js';

const PARAMETERS = {
  type: 'object' as const,
  additionalProperties: { oneOf: [{ type: 'number' as const }, { type: 'string' as const }] },
  description: 'by name of the column; classes by their label',
};

export class SearchSettingsDto {
  @ApiProperty({ enum: METHODS, enumName: 'SearchMethod' })
  method!: string;
  @ApiProperty({ enum: ACQUISITIONS, enumName: 'Acquisition' })
  acquisition!: string;
  nInitial!: number;
  topK!: number;
  seed!: number;
  @ApiProperty({ type: 'integer', nullable: true })
  budget!: number | null;
  toleranceJPerM2!: number;
  parallel!: number;
}

export class BestCandidateDto {
  index!: number;
  energyJPerM2!: number;
  @ApiProperty(PARAMETERS)
  parameters!: Record<string, number | string>;
}

/** How low it is, and whether it is done. */
export class SearchStatusDto {
  nObserved!: number;
  /** Of them without an energy. */
  nFailed!: number;
  /** Handed out, not yet back. */
  nPending!: number;
  @ApiProperty({ type: BestCandidateDto, nullable: true })
  best!: BestCandidateDto | null;
  /** What the best candidate left promises, J/m²; null before there is a model. */
  @ApiProperty({ type: Number, nullable: true })
  expectedImprovementJPerM2!: number | null;
  /** Why it is done; null while it is not. */
  @ApiProperty({ enum: ['budget', 'converged', 'exhausted'], nullable: true })
  stopped!: string | null;
  /** When all evaluations that are allowed will be there at the rate so far, if the model does not end it before. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  predictedEndAt!: string | null;
}

export class SearchDto {
  id!: string;
  /** The boundary, or the name of the table. */
  label!: string;
  @ApiProperty({ enum: ENGINES, enumName: 'EngineName' })
  engine!: string;
  /** As it was asked for; null: the candidates are a table. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  recipe!: Record<string, unknown> | null;
  settings!: SearchSettingsDto;
  /** Searches whose energies it knows. */
  learnFrom!: string[];
  /** null until its job has made them. */
  @ApiProperty({ type: 'integer', nullable: true })
  nCandidates!: number | null;
  status!: SearchStatusDto;
  job!: JobDto;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
}

export class SearchListDto {
  items!: SearchDto[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class SubmittedSearchDto {
  search!: SearchDto;
  job!: JobDto;
}

export class AskDto {
  @IsInt()
  @Min(1)
  @Max(1000)
  @ApiProperty({ type: 'integer' })
  n!: number;
}

export class AskedCandidateDto {
  index!: number;
  @ApiProperty(PARAMETERS)
  parameters!: Record<string, number | string>;
}

export class AskedDto {
  candidates!: AskedCandidateDto[];
}

export class ToldCandidateDto {
  index!: number;
  /** J/m²; null: there is none, and `failed` says why. */
  @ApiProperty({ type: Number, nullable: true })
  energy!: number | null;
  failed?: string;
}

export class EvaluationDto {
  index!: number;
  /** In the order in which they were handed out. */
  position!: number;
  @ApiProperty(PARAMETERS)
  parameters!: Record<string, number | string>;
  @ApiProperty({ type: Number, nullable: true })
  energyJPerM2!: number | null;
  @ApiProperty({ type: String, nullable: true })
  failed!: string | null;
  @ApiProperty({ type: String, format: 'date-time' })
  toldAt!: string;
  /** What was measured beside the energy (excess volume, bonds, atoms, engine, protocol); null: only an energy is known. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  evaluation!: Record<string, unknown> | null;
  /** Whether the relaxed structure was kept. */
  isRelaxedKept!: boolean;
}

export class EvaluationListDto {
  items!: EvaluationDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class CandidateColumnDto {
  name!: string;
  /** Empty when it has none. */
  unit!: string;
  @ApiProperty({ type: Number, nullable: true })
  period!: number | null;
}

/** All candidates, by index, and what the model says of them. */
export class CandidateMapDto {
  columns!: CandidateColumnDto[];
  nCandidates!: number;
  /** [candidates × columns], candidate slow. */
  @ApiProperty({ type: [Number] })
  values!: number[];
  /** [candidates], J/m²; null: no model. */
  @ApiProperty({ type: [Number], nullable: true })
  meanJPerM2!: number[] | null;
  @ApiProperty({ type: [Number], nullable: true })
  stdJPerM2!: number[] | null;
}
