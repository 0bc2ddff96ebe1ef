import { Injectable, type PipeTransform } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { HttpProblem } from '../problems/http-problem.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';

/** Which scan of which dataset, as the path says it. */
export class ScanAddressDto {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  index!: number;
}

/** What names no scan is 404. */
@Injectable()
export class ScanAddressPipe implements PipeTransform<Record<string, string>, ScanAddressDto> {
  transform({ id, index }: Record<string, string>): ScanAddressDto {
    if (!/^\d{1,6}$/.test(index)) throw new HttpProblem('not-found', 'Scans are numbered from 0.');
    return { id: new RecordIdPipe().transform(id), index: Number(index) };
  }
}
