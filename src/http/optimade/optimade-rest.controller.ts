import { All, Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { OptimadeError } from '../../workflows/optimade/optimade-error.js';
import { Needs } from '../auth/needs.js';
import { Produces } from '../requests/produces.js';
import { OptimadeErrorFilter } from './optimade-error.filter.js';

const SERVED = ['v1', 'v1.1', 'v1.1.0'];

/** What lies below /optimade beside the served version: the list of versions, and everything that is not there. */
@ApiExcludeController()
@Controller('optimade')
@Needs('nothing')
@UseFilters(OptimadeErrorFilter)
export class OptimadeRestController {
  @Get('versions')
  @Produces('text/csv')
  versions(@Res() response: Response): void {
    // As bytes: Express would add a charset to text.
    response.setHeader('Content-Type', 'text/csv; header=present').send(Buffer.from('version\n1\n'));
  }

  /** After all other routes of /optimade. */
  @All(['', '*path'])
  refuse(@Req() request: Request): never {
    const [, , version = ''] = request.path.split('/');
    if (/^v\d/.test(version) && !SERVED.includes(version)) {
      throw new OptimadeError(
        'version-not-supported',
        `Versions served are ${SERVED.join(', ')}, not ${version}.`,
      );
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new OptimadeError('method-not-allowed', 'Structures are read only: GET.');
    }
    throw new OptimadeError('no-such-address', 'There is nothing here; the base URL ends in /optimade/v1/.');
  }
}
