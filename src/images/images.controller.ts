import { Body, Controller, Get, Header, Headers, Param, Patch, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, RequiresPermission } from '../auth/auth.guard';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/http/api-problems';
import { checkedQuery } from '../common/http/checked-query';
import { traceparentOf } from '../tracing/http-spans';
import { UuidPipe } from '../common/http/uuid.pipe';
import { validated } from '../common/validation';
import { ImageChangeDto } from './image-change.dto';
import { ImageChanges } from './image-changes';
import { ImageHistory } from './image-history';
import { ImageHistoryView, ImageListQuery, ImageListView } from './image-list.dto';
import { ImageList } from './image-list';
import { ImageView } from './image-view.dto';
import { ImagesReader } from './images.reader';
import { nextLink } from './next-link';
import { ifNoneMatchKnows } from './preconditions';
import { metadataEtag, VisibleImages } from './visible-images';

const ETAG = {
  ETag: { description: 'changes with every change of the metadata', schema: { type: 'string' as const } },
};

/** What is known of stored pictures. Foreign and unknown ids answer alike. */
@ApiTags('images')
@ApiBearerAuth()
@RequiresPermission('image:read')
@Controller('api/v1/images')
export class ImagesController {
  constructor(
    private readonly images: VisibleImages,
    private readonly reader: ImagesReader,
    private readonly lists: ImageList,
    private readonly histories: ImageHistory,
    private readonly changes: ImageChanges,
  ) {}

  @Get()
  @Header('Cache-Control', 'private, no-cache')
  @ApiOperation({
    summary: 'Images that you may read, newest first',
    description: 'Filters narrow the list together. Deleted images are in no list.',
  })
  @ApiQuery({ type: ImageListQuery })
  @ApiResponse({
    status: 200,
    type: ImageListView,
    headers: { Link: { description: '`rel="next"`, unless this is the last page', schema: { type: 'string' } } },
  })
  @ApiProblems(400, 403)
  async list(
    @Query() query: Readonly<Record<string, unknown>>,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImageListView> {
    const checked = checkedQuery(ImageListQuery, query);
    const { limit, cursor: after } = checked;
    const { items, next } = await this.lists.page(ImageListQuery.filterOf(checked), { limit, after }, principal);
    if (next !== null) void reply.header('Link', nextLink('/api/v1/images', query, next));
    return { items: items.map((image) => ImageView.of(image, principal)), next };
  }

  @Get(':id')
  @Header('Cache-Control', 'private, no-cache')
  @ApiOperation({ summary: 'Metadata of an image' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'the ETag you have' })
  @ApiResponse({ status: 200, type: ImageView, headers: ETAG })
  @ApiResponse({ status: 304, description: 'you have it already' })
  @ApiProblems(400, 403, 404, 410)
  async metadata(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImageView | undefined> {
    const image = await this.images.readable(id, principal);
    const etag = metadataEtag(image);
    void reply.header('ETag', etag);
    if (!ifNoneMatchKnows(known, etag)) return ImageView.of(image, principal);
    void reply.status(304);
    return undefined;
  }

  @Get(':id/history')
  @Header('Cache-Control', 'private, no-cache')
  @ApiOperation({
    summary: 'The versions of the same picture, newest first',
    description:
      'Images of the same kind that replaced one another or were made of one another, this one among them; at most the ' +
      '100 nearest. Deleted versions, and those you may not read, are left out.',
  })
  @ApiResponse({ status: 200, type: ImageHistoryView })
  @ApiProblems(400, 403, 404, 410)
  async history(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ImageHistoryView> {
    const versions = await this.histories.of(await this.images.readable(id, principal), principal);
    return { items: versions.map((image) => ImageView.of(image, principal)) };
  }

  @Get(':id/recipe')
  @Header('Cache-Control', 'private, no-cache')
  @ApiOperation({ summary: 'The recipe that determines the picture' })
  @ApiResponse({
    status: 200,
    description: 'the recipe; its members depend on the kind',
    schema: { type: 'object', additionalProperties: true, example: { kind: 'portrait', theme: 'fantasy', seed: 7 } },
  })
  @ApiProblems(400, 403, 404, 410)
  async recipe(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Record<string, unknown>> {
    const image = await this.images.readable(id, principal);
    return (await this.reader.recipeOf(image.id)) ?? {};
  }

  @Patch(':id/metadata')
  @RequiresPermission('image:update')
  @Header('Cache-Control', 'private, no-cache')
  @ApiOperation({
    summary: 'Change tags and metadata',
    description:
      '`tags` replaces all tags; `metadata` is merged at the top level, `null` removes a key (RFC 7396). A change that ' +
      'changes nothing keeps the version and causes no event.',
  })
  @ApiHeader({ name: 'If-Match', required: false, description: 'the ETag of the metadata you know' })
  @ApiBody({ type: ImageChangeDto })
  @ApiResponse({ status: 200, type: ImageView, headers: ETAG })
  @ApiProblems(400, 403, 404, 410, 412, 413, 415, 422)
  async change(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImageView> {
    const image = await this.images.writable(id, principal);
    const change = ImageChangeDto.changeOf(validated(ImageChangeDto, body, 'refuse', 'kept'));
    const changed = await this.changes.update(image, change, {
      ifMatch: request.headers['if-match'],
      correlationId: request.id,
      traceparent: traceparentOf(request),
    });
    void reply.header('ETag', metadataEtag(changed));
    return ImageView.of(changed, principal);
  }
}
