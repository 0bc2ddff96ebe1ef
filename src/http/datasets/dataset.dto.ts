import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { JobDto } from '../jobs/job.dto.js';
import { ReasonDto } from '../problems/problem.dto.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { SidecarDto } from './sidecar.dto.js';

export class WarningDto {
  code!: string;
  message!: string;
}

/** Energy of channel i is `offsetEv + i·scaleEv`, eV of energy loss. */
export class EnergyAxisDto {
  offsetEv!: number;
  scaleEv!: number;
  nChannels!: number;
}

/** Coordinate of index i is `offset + i·scale` in `unit`. */
export class NavigationAxisDto {
  name!: string;
  unit!: string;
  offset!: number;
  scale!: number;
  size!: number;
}

/** How the data were taken; null is unknown. */
export class AcquisitionDto {
  @ApiProperty({ type: Number, nullable: true })
  beamEnergyKev!: number | null;
  @ApiProperty({ type: Number, nullable: true })
  convergenceSemiAngleMrad!: number | null;
  @ApiProperty({ type: Number, nullable: true })
  collectionSemiAngleMrad!: number | null;
  @ApiProperty({ type: Number, nullable: true })
  exposureS!: number | null;
  @ApiProperty({ type: Number, nullable: true })
  nFrames!: number | null;
  @ApiProperty({ type: Number, nullable: true })
  dwellTimeS!: number | null;
  @ApiProperty({ type: Number, nullable: true })
  probeCurrentNa!: number | null;
  @ApiProperty({ type: String, nullable: true })
  microscope!: string | null;
  @ApiProperty({ type: String, nullable: true })
  spectrometer!: string | null;
  @ApiProperty({ type: String, nullable: true })
  specimen!: string | null;
  @ApiProperty({ type: String, nullable: true })
  operator!: string | null;
  @ApiProperty({ type: String, nullable: true })
  date!: string | null;
}

export class ScanDto {
  index!: number;
  title!: string;
  /** None: a single spectrum; one: a line; two: a map; slowest first. */
  navigation!: NavigationAxisDto[];
  energy!: EnergyAxisDto;
  nPixels!: number;
  nChannels!: number;
  /** Data type in the file. */
  dtype!: string;
  /** 'e-' when the file says how its numbers become electrons, '' when it does not. */
  intensityUnit!: string;
  acquisition!: AcquisitionDto;
  sum!: number;
  first!: number;
  max!: number;
  /** True when the energy axis covers zero loss. */
  zeroLossInRange!: boolean;
  warnings!: WarningDto[];
}

/** An image in the file that is no spectrum. */
export class SkippedImageDto {
  title!: string;
  @ApiProperty({ type: [Number] })
  shape!: number[];
  reason!: string;
}

export class DatasetSummaryDto {
  @ApiProperty({ enum: ['dm3', 'dm4', 'hyperspy', 'velox', 'emd', 'nion', 'nexus', 'msa', 'xdi', 'text'] })
  format!: string;
  @ApiProperty({ type: String, nullable: true })
  formatVersion!: string | null;
  scans!: ScanDto[];
  skipped!: SkippedImageDto[];
  warnings!: WarningDto[];
}

/** An uploaded file. */
export class DatasetDto {
  id!: string;
  fileName!: string;
  sizeBytes!: number;
  /** Of the file, hex. */
  sha256!: string;
  @ApiProperty({ enum: ['ingesting', 'ready', 'rejected'] })
  state!: 'ingesting' | 'ready' | 'rejected';
  /** Why it was rejected. */
  @ApiProperty({ type: ReasonDto, nullable: true })
  problem!: ReasonDto | null;
  /** What is in it, once it has been read. */
  @ApiProperty({ type: DatasetSummaryDto, nullable: true })
  summary!: DatasetSummaryDto | null;
  /** What was known at the microscope. */
  @ApiProperty({ type: SidecarDto, nullable: true })
  sidecar!: SidecarDto | null;
  /** Why the boundary that the sidecar names could not be tied to an analysis, the last time that was tried. */
  @ApiProperty({ type: ReasonDto, nullable: true })
  sidecarProblem!: ReasonDto | null;
  /** Which instrument sent it. */
  @ApiProperty({ type: String, nullable: true })
  instrument!: string | null;
  /** In which session at the instrument. */
  @ApiProperty({ type: String, nullable: true })
  session!: string | null;
  /** When the file was last changed where it comes from. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  modifiedAt!: string | null;
  jobId!: string;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
}

/** Which datasets, and which page of them. */
export class DatasetQueryDto extends PageQueryDto {
  /** Those with these bytes (hex): a sender leaves out what is here under the same name. */
  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/i, { message: 'sha256 must be 64 hexadecimal digits' })
  sha256?: string;
}

export class DatasetListDto {
  items!: DatasetDto[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class SubmittedDatasetDto {
  dataset!: DatasetDto;
  job!: JobDto;
}

/** The form of an upload. */
export class UploadFormDto {
  @ApiProperty({ type: String, format: 'binary' })
  file!: unknown;
  /** What the bytes hash to, hex; stands before `file`. A mismatch is refused. */
  @ApiProperty({ type: String, required: false })
  sha256?: string;
  /** JSON of at most 16 kB, a field and no file; stands before `file`. With bytes that are there already it replaces theirs. */
  @ApiProperty({ type: SidecarDto, required: false })
  sidecar?: SidecarDto;
}
