import { Injectable, type PipeTransform } from '@nestjs/common';
import { isUuid } from '../ids';
import { HttpProblem } from './problem';

/** A path parameter that must be a UUID: 400 otherwise, before anything is looked up. */
@Injectable()
export class UuidPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isUuid(value)) {
      throw new HttpProblem(400, 'VALIDATION_FAILED', 'the id in the path is not a UUID', [
        { path: 'id', message: 'expected a UUID' },
      ]);
    }
    return value.toLowerCase();
  }
}
