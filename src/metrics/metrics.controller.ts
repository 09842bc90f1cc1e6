import { Controller, Get, Res, SetMetadata } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { PrometheusController } from '@willsoto/nestjs-prometheus';
import type { FastifyReply } from 'fastify';

/** Open like `/health`: scrapers carry no tokens. (`public` is the key of the `Public` decorator.) */
@ApiTags('health')
@SetMetadata('public', true)
@Controller()
export class MetricsController extends PrometheusController {
  @Get()
  @ApiOperation({ summary: 'Metrics for Prometheus' })
  @ApiResponse({
    status: 200,
    description: 'the text format of Prometheus',
    content: { 'text/plain': { schema: { type: 'string' }, example: 'image_generation_jobs{status="running"} 1\n' } },
  })
  override index(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return super.index(reply);
  }
}
