import { ApiProperty } from '@nestjs/swagger';

export class HealthCheckDto {
  @ApiProperty({ enum: ['database', 'queue', 'workers'] })
  name!: string;
  ok!: boolean;
  detail!: string;
}

export class HealthDto {
  @ApiProperty({ enum: ['ok', 'failing'] })
  status!: 'ok' | 'failing';
  version!: string;
  checks!: HealthCheckDto[];
}
