import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, Length, ValidateNested } from 'class-validator';
import { NameBoundaryDto } from '../catalogue/curate.dto.js';

/** What was known at the microscope; what is left out or null is not told. */
export class SidecarDto {
  @IsOptional()
  @Length(1, 200)
  @ApiPropertyOptional({ type: String, nullable: true })
  sample?: string | null;

  @IsOptional()
  @Length(1, 200)
  @ApiPropertyOptional({ type: String, nullable: true })
  material?: string | null;

  @IsOptional()
  @Length(1, 200)
  @ApiPropertyOptional({ type: String, nullable: true })
  instrument?: string | null;

  /** The boundary that the scan crosses: the strongest change point of its analyses becomes evidence for it in the catalogue. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => NameBoundaryDto)
  @ApiPropertyOptional({ type: () => NameBoundaryDto, nullable: true })
  boundary?: NameBoundaryDto | null;

  /** Analyses it as soon as it is ready, with this recipe in place of that of the rules: id or name of a saved one, or "default". */
  @IsOptional()
  @Length(1, 200)
  @ApiPropertyOptional({ type: String, nullable: true })
  recipe?: string | null;

  @IsOptional()
  @Length(1, 4000)
  @ApiPropertyOptional({ type: String, nullable: true })
  note?: string | null;
}
