import { ApiProperty } from '@nestjs/swagger';

const STATUS = ['released', 'preview', 'benchmark'] as const;
const TECHNIQUE = ['EELS', 'XAS'] as const;
const OUTPUT_KIND = ['scalar', 'classes', 'fractions', 'curve'] as const;
const ANY_OBJECT = { type: 'object', additionalProperties: true } as const;

export class ModelEdgeDto {
  element!: string;
  /** K, L3. */
  shell!: string;
  /** Where the feature to which spectra are aligned nominally lies, eV. */
  nominalEv!: number;
}

export class ModelQuantityDto {
  name!: string;
  /** For people. */
  label!: string;
  unit!: string;
  @ApiProperty({ enum: OUTPUT_KIND, enumName: 'ModelOutputKind' })
  kind!: (typeof OUTPUT_KIND)[number];
}

/** A network that is served. */
export class ModelSummaryDto {
  /** task@version. */
  id!: string;
  task!: string;
  version!: string;
  title!: string;
  /** preview: too little data yet; benchmark: shows the method, and is for no measurement. */
  @ApiProperty({ enum: STATUS, enumName: 'ModelStatus' })
  status!: (typeof STATUS)[number];
  @ApiProperty({ enum: TECHNIQUE, enumName: 'ModelTechnique' })
  technique!: (typeof TECHNIQUE)[number];
  edge!: ModelEdgeDto;
  @ApiProperty({ type: [ModelQuantityDto] })
  outputs!: ModelQuantityDto[];
}

/** A folder that is no model. */
export class RefusedModelDto {
  task!: string;
  version!: string;
  reason!: string;
}

export class ModelListDto {
  /** By task, the newest version of each first. */
  @ApiProperty({ type: [ModelSummaryDto] })
  items!: ModelSummaryDto[];
  @ApiProperty({ type: [RefusedModelDto] })
  refused!: RefusedModelDto[];
}

export class ModelFileDto {
  name!: string;
  sizeBytes!: number;
  /** Hex. */
  sha256!: string;
}

export class ModelDto {
  id!: string;
  /** kaimen.model/1: edge, input, outputs, training data with licences, device, command to train it again. */
  @ApiProperty(ANY_OBJECT)
  manifest!: Record<string, unknown>;
  manifestSha256!: string;
  /** card.md: what it is for, what not, how good it is (Markdown); null without one. */
  @ApiProperty({ type: String, nullable: true })
  card!: string | null;
  /** kaimen.evaluation/1: accuracy, coverage of its intervals and reliability by condition; null without one. */
  @ApiProperty({ ...ANY_OBJECT, nullable: true })
  evaluation!: Record<string, unknown> | null;
  /** Clusters of its training spectra and the structure that tells them apart; null without one. */
  @ApiProperty({ ...ANY_OBJECT, nullable: true })
  structureTree!: Record<string, unknown> | null;
  @ApiProperty({ type: [ModelFileDto] })
  files!: ModelFileDto[];
}
