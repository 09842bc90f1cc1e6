import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config';
import { dataSourceOptions } from './data-source';
import { DatabaseSignals } from './database-signals';

/** The connection pool, and the signals that rows send when they change. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [SERVICE_CONFIG],
      useFactory: (config: ServiceConfig) => ({
        ...dataSourceOptions(config.DATABASE_URL),
        // A database that starts with us may need a moment; after that the process ends with the reason.
        retryAttempts: 20,
        retryDelay: 1500,
      }),
    }),
  ],
  providers: [DatabaseSignals],
  exports: [DatabaseSignals],
})
export class DatabaseModule {}
