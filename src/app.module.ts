import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import { AuthGuard } from './auth/auth.guard';
import { AuthModule } from './auth/auth.module';
import { RateLimitGuard } from './auth/rate-limit.guard';
import { CacheModule } from './cache/cache.module';
import { loggerOptions, serviceLogger } from './common/logger-options';
import { ConfigModule } from './config/config.module';
import type { ServiceConfig } from './config/service-config';
import { DatabaseModule } from './database/database.module';
import { EditsModule } from './edits/edits.module';
import { GalleryModule } from './gallery/gallery.module';
import { GenerationModule } from './generation/generation.module';
import { HealthModule } from './health/health.module';
import { HubModule } from './hub/hub.module';
import { ImagesModule } from './images/images.module';
import { ItemsModule } from './items/items.module';
import { LoggingModule } from './logging/logging.module';
import { MapsModule } from './maps/maps.module';
import { MetricsModule } from './metrics/metrics.module';
import { PortraitsModule } from './portraits/portraits.module';
import { StorageModule } from './storage/storage.module';
import { ThemesModule } from './themes/themes.module';
import { TokensModule } from './tokens/tokens.module';
import { traceFields } from './tracing/spans';

/** The composition root: the only file besides `main.ts` that knows everyone. */
@Module({})
export class AppModule {
  /** @param logger what everything writes to */
  static of(config: ServiceConfig, logger = serviceLogger(config.LOG_LEVEL, traceFields)): DynamicModule {
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot(loggerOptions(logger)),
        LoggingModule.forRoot(logger),
        ConfigModule.forRoot(config),
        MetricsModule,
        HealthModule,
        DatabaseModule,
        HubModule,
        StorageModule.forRoot({ storageUrl: config.STORAGE_URL, bucket: config.STORAGE_BUCKET }),
        CacheModule.forRoot({
          cacheUrl: config.CACHE_URL,
          budgets: { reads: config.RATE_LIMIT_READS, writes: config.RATE_LIMIT_WRITES },
        }),
        AuthModule.forRoot({
          secretKey: config.SECRET_KEY,
          jwksUrl: config.AUTH_JWKS_URL,
          issuer: config.AUTH_ISSUER,
          audience: config.AUTH_AUDIENCE,
        }),
        ImagesModule,
        GenerationModule,
        PortraitsModule,
        MapsModule,
        TokensModule,
        ItemsModule,
        EditsModule,
        ThemesModule,
        GalleryModule,
      ],
      providers: [
        // In this order: the limit is each principal's own.
        { provide: APP_GUARD, useExisting: AuthGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
      ],
    };
  }
}
