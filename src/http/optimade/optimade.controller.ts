import { Controller, Get, Inject, Param, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { baseInfo, rootLink, structuresInfo } from '../../workflows/optimade/information.js';
import { ServeStructures } from '../../workflows/optimade/serve-structures.js';
import { Needs } from '../auth/needs.js';
import { visibleTo } from '../auth/principal.js';
import { HttpOptions } from '../http-options.js';
import { Produces } from '../requests/produces.js';
import { baseUrlOf, OptimadeAnswers, pageUrl } from './optimade-answers.js';
import { OptimadeErrorFilter } from './optimade-error.filter.js';

/** OPTIMADE: described by its own specification and /info, so not by our document. */
@ApiExcludeController()
@Controller(['optimade/v1', 'optimade/v1.1', 'optimade/v1.1.0'])
@Needs('anybody')
@UseFilters(OptimadeErrorFilter)
export class OptimadeController {
  constructor(
    @Inject(ServeStructures) private readonly structures: ServeStructures,
    @Inject(OptimadeAnswers) private readonly answers: OptimadeAnswers,
    @Inject(HttpOptions) private readonly options: HttpOptions,
  ) {}

  @Get('info')
  @Produces('application/vnd.api+json', 'application/json')
  info(@Req() request: Request, @Res() response: Response): void {
    this.answers.send(response, { data: baseInfo(baseUrlOf(request), this.options.optimadeProvider) });
  }

  @Get('info/structures')
  @Produces('application/vnd.api+json', 'application/json')
  structuresInfo(@Res() response: Response): void {
    this.answers.send(response, { data: structuresInfo(this.options.optimadePrefix) });
  }

  @Get('links')
  @Produces('application/vnd.api+json', 'application/json')
  links(@Req() request: Request, @Res() response: Response): void {
    const { optimadePrefix, optimadeProvider } = this.options;
    const link = rootLink(baseUrlOf(request), optimadePrefix, optimadeProvider);
    this.answers.send(response, { data: [link], links: { next: null } }, { nReturned: 1, nAvailable: 1 });
  }

  @Get('structures')
  @Produces('application/vnd.api+json', 'application/json')
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { structures, nextOffset, ...told } = await this.structures.list(request.query, visibleTo(request));
    const next = nextOffset === null ? null : pageUrl(request, nextOffset);
    this.answers.send(response, { data: structures, links: { next } }, told);
  }

  @Get('structures/:id')
  @Produces('application/vnd.api+json', 'application/json')
  async find(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { structure, ...told } = await this.structures.find(id, request.query, visibleTo(request));
    this.answers.send(response, { data: structure }, { ...told, nReturned: structure === null ? 0 : 1 });
  }
}
