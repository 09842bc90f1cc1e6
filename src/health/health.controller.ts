import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../common/http/public';
import { HealthService, type HealthReport } from './health.service';
import { DependencyHealthView, HealthReportView, LiveView, ReadinessView } from './health-view.dto';

/** Open to everyone who can reach the port: orchestrators carry no tokens. */
@ApiTags('health')
@ApiExtraModels(DependencyHealthView)
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Every dependency with its state and latency' })
  @ApiResponse({ status: 200, type: HealthReportView, description: 'ok, degraded or draining' })
  @ApiResponse({ status: 503, type: HealthReportView, description: 'a required dependency is down' })
  async details(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    const report = await this.health.report();
    reply.status(report.status === 'down' ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK);
    return report;
  }

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The process answers; says nothing of its dependencies' })
  @ApiResponse({ status: 200, type: LiveView, description: 'alive' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Whether new work is welcome' })
  @ApiResponse({ status: 200, type: ReadinessView, description: 'ready' })
  @ApiResponse({ status: 503, type: ReadinessView, description: 'draining, or the database, hub or storage is gone' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string; missing: string[] }> {
    const report = await this.health.report();
    const ready = report.status === 'ok' || report.status === 'degraded';
    reply.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    const missing = Object.entries(report.dependencies).filter(
      ([, dependency]) => dependency.required && dependency.status === 'down',
    );
    return { status: ready ? 'ready' : report.status, missing: missing.map(([name]) => name) };
  }
}
