import { Controller, Get, Inject, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FindBoundaries } from '../../workflows/catalogue/find-boundaries.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { ProducesStructure, structureAnswer, StructureQueryDto } from '../searches/structure-answer.js';
import { StructureDescriptorsDto } from './catalogue.dto.js';

@ApiTags('catalogue')
@Controller('api/v1/catalogue/structures')
@Needs('catalogue:read')
export class CatalogueStructuresController {
  constructor(@Inject(FindBoundaries) private readonly find: FindBoundaries) {}

  /** Its atoms; of pymatgen a Structure. */
  @Get(':id')
  @ProducesStructure()
  @ApiProblems(400, 401, 403, 404, 406)
  async structure(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Query() { format }: StructureQueryDto,
  ): Promise<StreamableFile> {
    return structureAnswer(await this.find.structureText(ownerId, id, format), `structure-${id}`, format);
  }

  /** Numbers of the boundary zone, of each atom, and profiles. */
  @Get(':id/descriptors')
  @ApiProblems(401, 403, 404, 406)
  async descriptors(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
  ): Promise<StructureDescriptorsDto> {
    const structure = await this.find.structure(ownerId, id);
    const detail = await this.find.atomDescriptors(structure);
    return { structureId: id, zone: { ...structure.descriptors }, detail };
  }
}
