import { Module, type DynamicModule } from '@nestjs/common';
import { AuthGuard } from './auth.guard';
import { TokenVerifier, type TokenSettings } from './token-verifier';

/**
 * Who asks, and what they may do. Bind the guard for every route where the application is put together:
 * `{ provide: APP_GUARD, useExisting: AuthGuard }`.
 */
@Module({})
export class AuthModule {
  /** @throws TypeError when `settings` name neither a key set nor a secret of 32 bytes */
  static forRoot(settings: TokenSettings): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      providers: [{ provide: TokenVerifier, useValue: new TokenVerifier(settings) }, AuthGuard],
      exports: [TokenVerifier, AuthGuard],
    };
  }
}
