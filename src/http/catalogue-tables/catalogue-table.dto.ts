import { Injectable, type PipeTransform } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsOptional, Matches } from 'class-validator';
import { TABLE_RESOURCES, type TableResource } from '../../workflows/catalogue/tables/catalogue-tables.js';
import { TABLE_FORMATS, type TableFormat } from '../../workflows/catalogue/tables/table-formats.js';
import { CatalogueFilterQueryDto } from '../catalogue/catalogue-filter.dto.js';
import { HttpProblem } from '../problems/http-problem.js';

export const COLUMN_TYPES = ['string', 'number', 'integer', 'boolean', 'timestamp'] as const;

export class TableQueryDto extends CatalogueFilterQueryDto {
  @IsOptional()
  @Transform(({ value }) => String(value).split(','))
  @ArrayMaxSize(200)
  @Matches(/^[A-Za-z]\w{0,99}$/, { each: true, message: 'columns must be names with commas between them' })
  @ApiPropertyOptional({ type: String, description: 'only these, and id: label,sigma,gb_energy_J_m2' })
  columns?: string[];
}

/** What a column means. */
export class ColumnDto {
  /** snake_case, with the unit at its end. */
  name!: string;
  /** Empty: none. */
  unit!: string;
  /** Of integer: 32 bits; of timestamp: ISO 8601, UTC. */
  type!: (typeof COLUMN_TYPES)[number];
  description!: string;
  /** Where its values come from. */
  provenance!: string;
}

export class ColumnListDto {
  items!: ColumnDto[];
}

export class DictionaryDto {
  resource!: TableResource;
  columns!: ColumnDto[];
}

const FORMATS = Object.keys(TABLE_FORMATS) as TableFormat[];

/** The name of a table in a path; another one: 404. */
@Injectable()
export class TableResourcePipe implements PipeTransform<string, TableResource> {
  transform(value: string): TableResource {
    const resource = TABLE_RESOURCES.find((known) => known === value);
    if (resource === undefined)
      throw new HttpProblem('not-found', `There are the tables ${TABLE_RESOURCES.join(', ')}.`);
    return resource;
  }
}

export interface TableFile {
  readonly resource: TableResource;
  readonly format: TableFormat;
}

/** 'boundaries.csv' in a path. */
@Injectable()
export class TableFilePipe implements PipeTransform<string, TableFile> {
  transform(value: string): TableFile {
    const [name, end, ...more] = value.split('.');
    const resource = new TableResourcePipe().transform(name);
    const format = FORMATS.find((known) => known === end);
    if (format === undefined || more.length > 0)
      throw new HttpProblem('not-found', `A table can be had as ${FORMATS.map((f) => `.${f}`).join(', ')}.`);
    return { resource, format };
  }
}
