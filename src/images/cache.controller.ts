import { Controller, Delete, HttpCode, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiPropertyOptional, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { CurrentPrincipal, RequiresPermission } from '../auth/auth.guard';
import { assertAdmin } from '../auth/assert-admin';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/http/api-problems';
import { checkedQuery } from '../common/http/checked-query';
import { CACHE_PATTERN, CacheClearing } from './cache-clearing';

/** Query of `DELETE /cache`. */
export class CacheClearingQuery {
  @ApiPropertyOptional({
    default: '*',
    example: 'images/7d/*',
    description: 'a storage key, or the beginning of keys with `*` behind it',
  })
  @IsOptional()
  @Matches(CACHE_PATTERN, { message: 'expected a key, or the beginning of keys with one * at the end' })
  pattern?: string;
}

/** The cache as operators reach it. */
@ApiTags('operations')
@ApiBearerAuth()
@Controller('api/v1/cache')
export class CacheController {
  constructor(private readonly clearing: CacheClearing) {}

  @Delete()
  @HttpCode(204)
  @RequiresPermission('image:delete')
  @ApiOperation({
    summary: 'Forget cached files (role admin)',
    description: 'On every replica. Nothing is lost: files are fetched from storage again when they are asked for.',
  })
  @ApiQuery({ type: CacheClearingQuery })
  @ApiResponse({ status: 204, description: 'forgotten here; the other replicas follow' })
  @ApiProblems(400, 403)
  async clear(@Query() query: unknown, @CurrentPrincipal() principal: Principal): Promise<void> {
    assertAdmin(principal);
    await this.clearing.clear(checkedQuery(CacheClearingQuery, query).pattern ?? '*');
  }
}
