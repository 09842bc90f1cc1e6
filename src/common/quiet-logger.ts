import { Logger } from 'nestjs-pino';

/** Nest tells every module and route at start, sixty lines of it: that is for who debugs. */
const CHATTY = new Set(['InstanceLoader', 'RouterExplorer', 'RoutesResolver', 'NestFactory', 'NestMicroservice']);

/** The logger, with Nest's own story of its start at level debug. */
export class QuietLogger {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    if (CHATTY.has(String(rest.at(-1)))) this.logger.debug(message, ...rest);
    else this.logger.log(message, ...rest);
  }

  error = (message: unknown, ...rest: unknown[]): void => this.logger.error(message, ...rest);
  warn = (message: unknown, ...rest: unknown[]): void => this.logger.warn(message, ...rest);
  debug = (message: unknown, ...rest: unknown[]): void => this.logger.debug(message, ...rest);
  verbose = (message: unknown, ...rest: unknown[]): void => this.logger.verbose(message, ...rest);
  fatal = (message: unknown, ...rest: unknown[]): void => this.logger.fatal(message, ...rest);
}
