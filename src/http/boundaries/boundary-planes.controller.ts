import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SearchComputation } from '../../workflows/ports/search-computation.js';
import { Needs } from '../auth/needs.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { PlaneListDto, PlanesQueryDto } from './boundary.dto.js';

@ApiTags('boundaries')
@Controller('api/v1/boundary-planes')
@Needs('searches:read')
export class BoundaryPlanesController {
  constructor(@Inject(SearchComputation) private readonly computation: SearchComputation) {}

  /** Boundaries about an axis to choose from, by Σ and then by the area of their period. */
  @Get()
  @ApiProblems(400, 401, 403, 406, 422)
  async list(
    @Query() { structure, elements, axis, maxSigma, lattice }: PlanesQueryDto,
  ): Promise<PlaneListDto> {
    const crystal = { structure, elements, latticeAngstrom: lattice ?? null };
    const planes = await this.computation.planes({ crystal, axis, maxSigma });
    return { items: planes.map((p) => ({ ...p, planeA: [...p.planeA], planeB: [...p.planeB] })) };
  }
}
