import { Controller, Get, Header } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ForbiddenError } from '../../auth/auth.errors';
import { CurrentPrincipal, RequiresPermission } from '../../auth/auth.guard';
import { mayRead, type Principal } from '../../auth/principal';
import { ApiProblems } from '../../common/http/api-problems';
import { BackendRows, type ReportedBackend } from './backend-rows';

const STATES = ['up', 'away', 'draining', 'unknown'] as const;

/** Memory of a GPU. */
export class GpuMemoryView {
  @ApiProperty({ description: 'bytes', example: 9_663_676_416 }) free_bytes!: number;
  @ApiProperty({ description: 'bytes', example: 25_769_803_776 }) total_bytes!: number;
}

/** A Stable Diffusion server as operators see it. */
export class BackendView {
  @ApiProperty({ example: 'gpu1:7860', description: 'host and path, never its credentials' }) name!: string;
  @ApiProperty({ example: 'forge', description: '`auto` until it was asked' }) dialect!: string;
  @ApiProperty({
    enum: STATES,
    description:
      '`away`: it failed, and gets no work until it answers again; `draining`: it finishes what it paints; `unknown`: ' +
      'nobody has asked it yet',
  })
  state!: (typeof STATES)[number];
  @ApiProperty({ enum: ['config', 'operator'], description: 'who named it' }) origin!: string;
  @ApiProperty({ example: 1, description: 'requests in flight at a time' }) slots!: number;
  @ApiProperty({ example: 1, description: 'of them in use now' }) busy!: number;
  @ApiProperty({ minimum: 0, maximum: 1, example: 0.85, description: 'of its slots, over the last minutes' })
  busy_share!: number;
  @ApiProperty({ type: String, nullable: true, example: 'dreamshaper_8', description: 'checkpoint that painted last' })
  model!: string | null;
  @ApiProperty({ type: [String], description: 'checkpoints it has; empty where it does not tell' }) models!: string[];
  @ApiProperty({ type: Number, nullable: true, example: 8.4, description: 'that a picture took lately' })
  seconds_per_picture!: number | null;
  @ApiProperty({ type: GpuMemoryView, nullable: true, description: 'of its GPU, as of `reported_at`' })
  memory!: GpuMemoryView | null;
  @ApiProperty({ type: String, nullable: true, example: 'BLANK_OUTPUT', description: 'code of its last failure' })
  last_error!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_error_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'when a replica looked last' })
  reported_at!: string | null;

  static of(backend: ReportedBackend): BackendView {
    const { name, dialect, origin, slots, busy, busy_share, model, ability, memory, last_error } = backend;
    return {
      ...{ name, dialect, state: stateOf(backend), origin, slots, busy, busy_share, model },
      models: [...(ability?.models ?? [])],
      seconds_per_picture: backend.render_ms === null ? null : backend.render_ms / 1000,
      memory: memory == null ? null : { free_bytes: memory.freeBytes, total_bytes: memory.totalBytes },
      last_error,
      last_error_at: backend.last_error_at?.toISOString() ?? null,
      reported_at: backend.reported_at?.toISOString() ?? null,
    };
  }
}

/** All of them. */
export class BackendListView {
  @ApiProperty({ type: [BackendView] }) items!: BackendView[];
  @ApiProperty({ description: 'there is no server: the embedded painter draws sketches' }) sketches!: boolean;
}

function stateOf({ state, up }: Pick<ReportedBackend, 'state' | 'up'>): BackendView['state'] {
  if (state === 'draining') return 'draining';
  if (up === null) return 'unknown';
  return up ? 'up' : 'away';
}

/** What paints, for those who look after it: names of servers tell how the inside is arranged. */
@ApiTags('operations')
@ApiBearerAuth()
@Controller('api/v1/backends')
export class BackendsController {
  constructor(private readonly rows: BackendRows) {}

  @Get()
  @RequiresPermission('image:read')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'The servers that paint, and how they are (roles admin and service)',
    description: 'As the replicas that paint found them last; read from the database, no server is asked.',
  })
  @ApiResponse({ status: 200, type: BackendListView })
  @ApiProblems(403)
  async list(@CurrentPrincipal() principal: Principal): Promise<BackendListView> {
    // Who reads what belongs to nobody is an admin or a service.
    if (!mayRead(principal, {})) throw new ForbiddenError('only the roles admin and service may see this');
    const items = (await this.rows.reported()).map((backend) => BackendView.of(backend));
    return { items, sketches: items.length === 0 };
  }
}
