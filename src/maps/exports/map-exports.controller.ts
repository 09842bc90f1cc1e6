import { applyDecorators, Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, RequiresPermission } from '../../auth/auth.guard';
import { mayWrite, type Principal } from '../../auth/principal';
import { ApiProblems } from '../../common/http/api-problems';
import { checkedQuery } from '../../common/http/checked-query';
import { UuidPipe } from '../../common/http/uuid.pipe';
import type { ImageEntity } from '../../images/image.entity';
import { VisibleImages } from '../../images/visible-images';
import { OVERLAY_LAYERS } from '../overlays/overlay-layer';
import { AudienceQueryDto, OverlayQueryDto, PrintQueryDto } from './export-queries.dto';
import { sendExport } from './export-sender';
import { MapExports } from './map-exports';
import { MOST_PRINT_PAGES, PAPERS } from './print-layout';

const BINARY = { schema: { type: 'string', format: 'binary' } as const };
const jsonLike = (example: object) => ({ schema: { type: 'object', additionalProperties: true } as const, example });
const text = (description: string) => ({ description, schema: { type: 'string' as const } });

/** What all exports have in common. */
const ApiExport = (summary: string, description: string, content: Record<string, object>): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary, description }),
    ApiHeader({ name: 'If-None-Match', required: false, description: 'the ETag you have' }),
    ApiResponse({
      status: 200,
      description: 'the file',
      content,
      headers: {
        ETag: text('changes with the map, its name, grid and overlays'),
        'Content-Disposition': text('a name to save it under, such as `Sunken Crypt [24x16].dd2vtt`'),
      },
    }),
    ApiResponse({ status: 304, description: 'you have it already' }),
    ApiProblems(400, 403, 404, 409, 410),
  );
const ApiAudience = (): MethodDecorator =>
  ApiQuery({
    name: 'player',
    required: false,
    enum: ['true', 'false'],
    description:
      '`true` (as when absent) leaves out what overlays call hidden; `false` is for the game master: 403 for who may not change the map',
  });

/** Battle maps as files for tabletops and printers. GET is here, HEAD comes with it. */
@ApiTags('maps')
@ApiBearerAuth()
@RequiresPermission('image:read')
@Controller('api/v1/maps')
export class MapExportsController {
  constructor(
    private readonly images: VisibleImages,
    private readonly exports: MapExports,
  ) {}

  @Get(':id/uvtt')
  @ApiExport(
    'The map as Universal VTT (.dd2vtt), picture included',
    'Walls, doors and lights from the map’s plan, in squares. For square grids only: 409 for hexes, for no grid, and for a ' +
      'map without a plan. Hidden elements at a door make it a wall in the players’ file; hidden areas are black there.',
    {
      'application/json': jsonLike({
        format: 0.3,
        resolution: { map_origin: { x: 0, y: 0 }, map_size: { x: 24, y: 16 }, pixels_per_grid: 70 },
        line_of_sight: [[{ x: 2, y: 2 }, { x: 9, y: 2 }]],
        objects_line_of_sight: [],
        portals: [],
        lights: [],
        environment: { baked_lighting: true, ambient_light: 'ffffffff' },
        image: 'UklGRg…',
      }),
    },
  ) // prettier-ignore
  @ApiAudience()
  async uvtt(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { player } = checkedQuery(AudienceQueryDto, request.query);
    const image = await this.mapFor(id, principal, player);
    await sendExport(await this.exports.universalVtt(image, player !== 'false'), request, reply);
  }

  @Get(':id/foundry')
  @ApiExport(
    'The map as a Foundry VTT scene, for "Import Data"',
    'Every type of grid. For who may change the map, hidden doors are secret ones; for others they are walls. `background.src` names a file: save the picture (`Link`, or ' +
      '`GET /images/{id}/content`) under that name in Foundry’s data folder.',
    { 'application/json': jsonLike({ name: 'The Sunken Crypt', width: 1680, height: 1120, padding: 0, walls: [] }) },
  )
  async foundry(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const image = await this.images.readable(id, principal, 'map');
    const isForPlayers = !mayWrite(principal, { ownerId: image.owner_id, campaignId: image.campaign_id });
    await sendExport(await this.exports.foundry(image, isForPlayers), request, reply);
  }

  @Get(':id/print.pdf')
  @ApiExport(
    'The map to print: 1 inch is 5 ft, on pages with crop marks, after an overview',
    `Maps with squares above 10 ft print one inch for each square. 409 for more than ${MOST_PRINT_PAGES} pages.`,
    { 'application/pdf': BINARY },
  )
  @ApiQuery({ name: 'paper', required: false, enum: Object.keys(PAPERS), description: 'a4 when absent' })
  async print(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { paper = 'a4' } = checkedQuery(PrintQueryDto, request.query);
    const image = await this.images.readable(id, principal, 'map');
    await sendExport(await this.exports.print(image, paper), request, reply);
  }

  @Get(':id/overlay.png')
  @ApiExport(
    'Grid, overlays and legend as a transparent picture, exactly as large as the map',
    'Of an area of effect the outline is drawn, and every square or hex whose centre lies inside is tinted.',
    { 'image/png': BINARY },
  )
  @ApiAudience()
  @ApiQuery({
    name: 'layers',
    required: false,
    schema: { type: 'string', example: 'grid,overlays,legend' },
    description: `some of ${OVERLAY_LAYERS.join(', ')}, separated by commas; places (of a region) and overlays when absent`,
  })
  async overlay(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = checkedQuery(OverlayQueryDto, request.query);
    const image = await this.mapFor(id, principal, query.player);
    const file = await this.exports.overlay(image, OverlayQueryDto.layersOf(query), query.player !== 'false');
    await sendExport(file, request, reply);
  }

  /** The game master's files are for who may change the map. @throws ForbiddenError for others that ask for one */
  private mapFor(id: string, principal: Principal, player: AudienceQueryDto['player']): Promise<ImageEntity> {
    return player === 'false' ? this.images.writable(id, principal, 'map') : this.images.readable(id, principal, 'map');
  }
}
