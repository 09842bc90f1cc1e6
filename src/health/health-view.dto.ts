import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';

/** One dependency in the answer of `GET /health`. */
export class DependencyHealthView {
  @ApiProperty({ enum: ['ok', 'degraded', 'down'] }) status!: string;
  @ApiPropertyOptional({ example: 'no answer within 2000 ms', description: 'why it is not ok' }) detail?: string;
  @ApiProperty({ description: 'whether nothing can be taken without it' }) required!: boolean;
  @ApiProperty({ example: 1.4, description: 'milliseconds that its answer took' }) latency_ms!: number;
}

/** The answer of `GET /health`. */
export class HealthReportView {
  @ApiProperty({ enum: ['ok', 'degraded', 'down', 'draining'] }) status!: string;
  @ApiProperty({ type: 'integer', example: 86400 }) uptime_seconds!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(DependencyHealthView) },
    example: { database: { status: 'ok', required: true, latency_ms: 0.9 } },
    description: 'by name: database, hub, outbox, storage, cache (with `CACHE_URL`), backends',
  })
  dependencies!: Record<string, DependencyHealthView>;
}

/** The answer of `GET /health/live`. */
export class LiveView {
  @ApiProperty({ enum: ['ok'] }) status!: string;
}

/** The answer of `GET /health/ready`. */
export class ReadinessView {
  @ApiProperty({ enum: ['ready', 'down', 'draining'] }) status!: string;
  @ApiProperty({ type: [String], example: [], description: 'dependencies that are needed and away' })
  missing!: string[];
}
