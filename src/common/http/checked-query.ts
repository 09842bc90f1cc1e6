import type { ClassConstructor } from 'class-transformer';
import { ValidationFailedError } from '../errors';
import { validated } from '../validation';
import { HttpProblem } from './problem';

/**
 * The query of a request as an instance of its DTO class. Members that the class does not know are refused: a filter that is
 * misspelled would show more than was asked for.
 *
 * @throws HttpProblem 400 naming every wrong member
 */
export function checkedQuery<T extends object>(dto: ClassConstructor<T>, query: unknown): T {
  try {
    return validated(dto, query, 'refuse');
  } catch (error) {
    if (!(error instanceof ValidationFailedError)) throw error;
    throw new HttpProblem(400, 'VALIDATION_FAILED', 'the query cannot be used', error.faults);
  }
}
