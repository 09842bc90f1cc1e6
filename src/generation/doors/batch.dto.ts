import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, IsOptional } from 'class-validator';
import { FaultView } from '../../common/http/api-problems';
import { MAX_BATCH } from '../requests/batch-items';
import { AcceptedPictureView } from './accepted-picture.dto';

/** Many pictures of one kind. The items are read one by one: a bad one never sinks the others. */
export class BatchDto {
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: MAX_BATCH,
    items: { type: 'object' },
    description: 'bodies as the POST of that kind has them',
  })
  @ArrayMaxSize(MAX_BATCH, { message: `expected at most ${MAX_BATCH} items` })
  @ArrayMinSize(1, { message: 'expected at least 1 item' })
  @IsArray({ message: 'expected a list' })
  items!: unknown[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'what all items have in common; what an item says itself comes first',
  })
  @IsOptional()
  @IsObject({ message: 'expected an object' })
  shared?: Record<string, unknown>;
}

/** An item that was taken. */
export class BatchJobView extends AcceptedPictureView {
  @ApiProperty({ minimum: 0, maximum: MAX_BATCH - 1, description: 'place in `items`, from 0' }) index!: number;
}

/** An item that was not taken, and why. */
export class RejectedItemView {
  @ApiProperty({ minimum: 0, maximum: MAX_BATCH - 1, description: 'place in `items`, from 0' }) index!: number;
  @ApiProperty({ type: [FaultView] }) errors!: FaultView[];
}

/** Where to follow a batch. */
export class BatchLinksView {
  @ApiProperty({ example: '/api/v1/batches/2b6e7f3a-0f0d-5f0e-9a39-1c3f3a4c7b21' }) self!: string;
}

/** The answer to a batch that was taken. */
export class AcceptedBatchView {
  @ApiProperty({ format: 'uuid' }) batch_id!: string;
  @ApiProperty({ type: [BatchJobView] }) jobs!: BatchJobView[];
  @ApiProperty({ type: [RejectedItemView] }) rejected!: RejectedItemView[];
  @ApiProperty({ type: BatchLinksView }) links!: BatchLinksView;
}

/** How many items are how far. */
export class BatchCountsView {
  @ApiProperty({ example: 3 }) pending!: number;
  @ApiProperty({ example: 1 }) running!: number;
  @ApiProperty({ example: 5 }) completed!: number;
  @ApiProperty({ example: 0 }) failed!: number;
  @ApiProperty({ example: 0 }) cancelled!: number;
  @ApiProperty({ example: 1, description: 'never taken' }) rejected!: number;
}

export const BATCH_STATUSES = ['pending', 'running', 'completed'] as const;

/** A batch as its owner sees it. */
export class BatchView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({
    enum: BATCH_STATUSES,
    description: '`completed` when every job has ended, however; `counts` tells how',
  })
  status!: (typeof BATCH_STATUSES)[number];
  @ApiProperty({ example: 10, description: 'items, rejected ones included' }) total!: number;
  @ApiProperty({ type: BatchCountsView }) counts!: BatchCountsView;
  @ApiProperty({ type: [BatchJobView] }) jobs!: BatchJobView[];
  @ApiProperty({ type: [RejectedItemView] }) rejected!: RejectedItemView[];
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ type: BatchLinksView }) links!: BatchLinksView;
}
