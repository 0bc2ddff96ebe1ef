import { ApiProperty } from '@nestjs/swagger';
import { EnergyAxisDto } from '../datasets/dataset.dto.js';
import { QueryBoolean, QueryInteger } from '../requests/query-fields.js';

/** Pixels [from, to). */
export class SpectraQueryDto {
  @QueryInteger({ min: 0, max: 2 ** 31, default: 0, description: 'first pixel' })
  from: number = 0;

  @QueryInteger({ min: 1, max: 2 ** 31, description: 'pixel after the last; without it all that follow' })
  to?: number;

  @QueryBoolean('their sum instead of each')
  sum: boolean = false;
}

export class SpectraDto {
  nPixels!: number;
  nChannels!: number;
  energy!: EnergyAxisDto;
  /** [nPixels × nChannels], pixel slow, energy fast. */
  @ApiProperty({ type: [Number] })
  counts!: number[];
}
