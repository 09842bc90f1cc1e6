import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { LOG_LEVELS } from '../config/config.schema';
import { LONGEST_CHANGE_S, type LogLevel, type LogLevelChange } from './log-levels';

/** Body of `PUT /log-level`. */
export class LogLevelDto {
  @ApiProperty({ enum: LOG_LEVELS, example: 'debug' })
  @IsIn(LOG_LEVELS, { message: `expected one of ${LOG_LEVELS.join(', ')}` })
  level!: LogLevel;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: LONGEST_CHANGE_S,
    example: 900,
    description: 'seconds after which every replica goes back to its `LOG_LEVEL`; without it at its next start',
  })
  @IsOptional()
  @IsInt({ message: `expected a whole number from 1 to ${LONGEST_CHANGE_S}` })
  @Min(1, { message: `expected a whole number from 1 to ${LONGEST_CHANGE_S}` })
  @Max(LONGEST_CHANGE_S, { message: `expected a whole number from 1 to ${LONGEST_CHANGE_S}` })
  for_seconds?: number;
}

/** The answer of `PUT /log-level`. */
export class LogLevelView {
  @ApiProperty({ enum: LOG_LEVELS }) level!: LogLevel;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-11-22T10:16:00.000Z',
    description: 'when `LOG_LEVEL` counts again; null: at the next start',
  })
  until!: string | null;

  static of({ level, until }: LogLevelChange): LogLevelView {
    return { level, until: until?.toISOString() ?? null };
  }
}
