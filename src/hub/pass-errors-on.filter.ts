import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * For hub consumers: hands an error to the transport as it is. Nest's default turns every error into the words
 * "Internal server error", and the transport could no longer tell a database that is away from a message that is wrong.
 */
@Catch()
export class PassErrorsOnFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
