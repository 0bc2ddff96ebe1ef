import { Injectable, type PipeTransform } from '@nestjs/common';
import { HttpProblem } from '../problems/http-problem.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An id in a path. What is no id names nothing: 404. */
@Injectable()
export class RecordIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!UUID.test(value)) throw new HttpProblem('not-found', 'This is not an id that was given out.');
    return value.toLowerCase();
  }
}
