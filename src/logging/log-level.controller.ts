import { Body, Controller, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { assertAdmin } from '../auth/assert-admin';
import { CurrentPrincipal, RequiresPermission } from '../auth/auth.guard';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/http/api-problems';
import { validated } from '../common/validation';
import { LogLevelDto, LogLevelView } from './log-level.dto';
import { LogLevels } from './log-levels';

/** The log as operators reach it. */
@ApiTags('operations')
@ApiBearerAuth()
@Controller('api/v1/log-level')
export class LogLevelController {
  constructor(private readonly levels: LogLevels) {}

  @Put()
  @RequiresPermission('image:delete')
  @ApiOperation({
    summary: 'Log more or less (role admin)',
    description: 'On every replica, at once and without a restart; for a time, if one is given.',
  })
  @ApiBody({ type: LogLevelDto })
  @ApiResponse({ status: 200, type: LogLevelView, description: 'it counts here; the other replicas follow' })
  @ApiProblems(400, 403, 413, 415, 422)
  async change(@Body() body: unknown, @CurrentPrincipal() principal: Principal): Promise<LogLevelView> {
    assertAdmin(principal);
    const { level, for_seconds: forS } = validated(LogLevelDto, body, 'refuse');
    const change = { level, until: forS === undefined ? null : new Date(Date.now() + forS * 1000) };
    await this.levels.change(change);
    return LogLevelView.of(change);
  }
}
