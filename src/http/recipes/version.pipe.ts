import { Injectable, type PipeTransform } from '@nestjs/common';
import { HttpProblem } from '../problems/http-problem.js';

/** The number of a version in a path. What is no number names nothing: 404. */
@Injectable()
export class VersionPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!/^[1-9]\d{0,8}$/.test(value)) throw new HttpProblem('not-found', 'Versions are numbered 1, 2, ….');
    return Number(value);
  }
}
