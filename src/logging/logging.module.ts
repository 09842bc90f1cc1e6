import { Module, type DynamicModule } from '@nestjs/common';
import type { Logger } from 'pino';
import { DatabaseModule } from '../database/database.module';
import { LogLevelController } from './log-level.controller';
import { LogLevels, SERVICE_LOGGER } from './log-levels';

/** How much is logged, as operators change it. */
@Module({})
export class LoggingModule {
  static forRoot(logger: Logger): DynamicModule {
    return {
      module: LoggingModule,
      imports: [DatabaseModule],
      controllers: [LogLevelController],
      providers: [LogLevels, { provide: SERVICE_LOGGER, useValue: logger }],
    };
  }
}
