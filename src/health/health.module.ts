import { Global, Module } from '@nestjs/common';
import { DatabaseProbe } from './database.probe';
import { DependencyMetrics } from './dependency-metrics';
import { HealthController } from './health.controller';
import { HealthService } from './health.service';

/** Global, because every adapter registers its own probe. */
@Global()
@Module({
  controllers: [HealthController],
  providers: [HealthService, DatabaseProbe, DependencyMetrics],
  exports: [HealthService],
})
export class HealthModule {}
