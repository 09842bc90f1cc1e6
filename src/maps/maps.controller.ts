import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Put, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, RequiresPermission } from '../auth/auth.guard';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/http/api-problems';
import { traceparentOf } from '../tracing/http-spans';
import { UuidPipe } from '../common/http/uuid.pipe';
import { ApiPictureDoor, ApiPictureRemoval, ApiPictureShelf } from '../generation/doors/api-doors';
import { PictureDoor } from '../generation/doors/picture-door';
import { PictureShelf } from '../generation/doors/picture-shelf';
import { ImageView } from '../images/image-view.dto';
import { metadataEtag, VisibleImages } from '../images/visible-images';
import { MapChangeDto } from './map-change.dto';
import { MapChanges } from './map-changes';
import { MapRequestDto } from './map-request.dto';

/** Battle maps over HTTP. */
@ApiTags('maps')
@ApiBearerAuth()
@Controller('api/v1/maps')
export class MapsController {
  constructor(
    private readonly door: PictureDoor,
    private readonly shelf: PictureShelf,
    private readonly images: VisibleImages,
    private readonly changes: MapChanges,
  ) {}

  @Post()
  @RequiresPermission('image:create')
  @ApiPictureDoor(MapRequestDto, 'Ask for a map of a location, or of what a description says')
  async ask(
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.door.accept({ kind: 'map', body, principal, request, reply });
  }

  @Get(':id')
  @RequiresPermission('image:read')
  @ApiPictureShelf('map')
  async show(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.shelf.show({ id, kind: 'map', principal, request, reply });
  }

  @Put(':id')
  @RequiresPermission('image:update')
  @Header('Cache-Control', 'private, no-cache')
  @ApiOperation({
    summary: 'Change what is said about a map: name, description, tags, grid, overlays',
    description:
      'What is absent stays as it is; `null` takes it away. All but the tags show in `metadata`. The picture stays the ' +
      'same. A change that changes nothing keeps the version and causes no event.',
  })
  @ApiHeader({ name: 'If-Match', required: false, description: 'the ETag of the metadata you know' })
  @ApiBody({ type: MapChangeDto })
  @ApiResponse({
    status: 200,
    type: ImageView,
    headers: { ETag: { description: 'of the metadata as they are now', schema: { type: 'string' } } },
  })
  @ApiProblems(400, 403, 404, 410, 412, 413, 415, 422)
  async change(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImageView> {
    const image = await this.images.writable(id, principal, 'map');
    const cause = { correlationId: request.id, traceparent: traceparentOf(request) };
    const changed = await this.changes.apply(image, body, { ...cause, ifMatch: request.headers['if-match'] });
    void reply.header('ETag', metadataEtag(changed));
    return ImageView.of(changed, principal);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequiresPermission('image:delete')
  @ApiPictureRemoval('map')
  async remove(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.shelf.remove({ id, kind: 'map', principal, request, reply });
  }
}
