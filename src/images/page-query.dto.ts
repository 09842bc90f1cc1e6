import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDate, IsInt, IsObject, IsOptional, Max, Min } from 'class-validator';
import { readRfc3339 } from '../common/rfc3339';
import { DEFAULT_PAGE, MAX_PAGE } from './image-filter';
import { positionIn, type PagePosition } from './page-cursor';

/** What every list that comes in pages may be asked. */
export abstract class PageQuery {
  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Made, or asked for, then or later' })
  @Transform(({ value }: { value: unknown }) => timeIn(value) ?? value)
  @IsOptional()
  @IsDate({ message: 'expected a time such as 2026-11-22T10:00:00Z (RFC 3339)' })
  since?: Date;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE })
  @Transform(({ value }: { value: unknown }) => wholeNumberIn(value) ?? value)
  @IsOptional()
  @Max(MAX_PAGE, { message: `expected at most ${MAX_PAGE}` })
  @Min(1, { message: 'expected at least 1' })
  @IsInt({ message: `expected a whole number from 1 to ${MAX_PAGE}` })
  limit?: number;

  @ApiPropertyOptional({ type: String, description: '`next` of the page before' })
  @Transform(({ value }: { value: unknown }) => placeIn(value))
  @IsOptional()
  @IsObject({ message: 'expected the `next` of a page of this list' })
  cursor?: PagePosition;
}

/** In a query, the `+` of an offset arrives as a space unless it was escaped; no offset of RFC 3339 has a space. */
function timeIn(value: unknown): Date | undefined {
  return typeof value === 'string' ? readRfc3339(value.replace(/ (?=\d\d:\d\d$)/, '+')) : undefined;
}

/** Over the hub a cursor may come as any JSON: what is no text of ours stays a text, which is refused. */
function placeIn(value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  return (typeof value === 'string' ? positionIn(value) : undefined) ?? '';
}

function wholeNumberIn(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}
