import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { SavedRecipeReferenceDto } from '../batches/batch.dto.js';
import { JobDto } from '../jobs/job.dto.js';
import { RecipeChoiceDto } from '../recipes/recipe-choice.dto.js';
import { PageQueryDto } from '../requests/page-query.dto.js';

export class SubmitAnalysisDto extends RecipeChoiceDto {
  @IsUUID()
  @ApiProperty({ type: String, format: 'uuid' })
  datasetId!: string;

  /** Which scan of the dataset; without it the first that does not cover zero loss, or else the first. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(999_999)
  @ApiPropertyOptional({ type: 'integer' })
  scanIndex?: number;

  /** Dataset with the low loss; without it a scan of the same file and shape with zero loss is taken. */
  @IsOptional()
  @IsUUID()
  @ApiProperty({ type: String, format: 'uuid', required: false })
  lowLossDatasetId?: string;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(999_999)
  @ApiPropertyOptional({ type: 'integer' })
  lowLossScanIndex?: number;

  /** References of the library (`/references`) to fit to each position: they are put into the recipe as its spectra. */
  @IsOptional()
  @IsUUID(undefined, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(12)
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    minItems: 1,
    maxItems: 12,
  })
  referenceIds?: string[];
}

export class AnalysisQueryDto extends PageQueryDto {
  /** Only those of this dataset. */
  @IsOptional()
  @IsUUID()
  datasetId?: string;
}

export class ScanReferenceDto {
  datasetId!: string;
  scanIndex!: number;
}

export class AnalysisDto {
  id!: string;
  coreLoss!: ScanReferenceDto;
  @ApiProperty({ type: ScanReferenceDto, nullable: true })
  lowLoss!: ScanReferenceDto | null;
  /** The whole recipe (kaimen.recipe/1). */
  @ApiProperty({ type: 'object', additionalProperties: true })
  recipe!: Record<string, unknown>;
  /** Of the recipe as canonical JSON (RFC 8785), hex; null for analyses from before it was kept. */
  @ApiProperty({ type: String, nullable: true })
  recipeSha256!: string | null;
  /** Which saved recipe it was, if any. */
  @ApiProperty({ type: SavedRecipeReferenceDto, nullable: true })
  savedRecipe!: SavedRecipeReferenceDto | null;
  job!: JobDto;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
}

export class AnalysisListDto {
  items!: AnalysisDto[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class SubmittedAnalysisDto {
  analysis!: AnalysisDto;
  job!: JobDto;
}
