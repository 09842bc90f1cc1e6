import { Controller, Get, Header, Headers, Param, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, RequiresPermission } from '../auth/auth.guard';
import { mayRead, type Principal } from '../auth/principal';
import { GoneProblem, NotFoundProblem } from '../common/http/problem';
import { UuidPipe } from '../common/http/uuid.pipe';
import type { ImageEntity } from './image.entity';
import { ImageContent } from './image-content';
import { ImageView } from './image-view.dto';
import { ImagesReader } from './images.reader';

/** What a reader of bytes needs to know of a file. */
interface StoredFile {
  readonly storage_path: string;
  readonly content_type: string;
  readonly sha256: string;
}

/** Stored pictures. Foreign and unknown ids answer alike. */
@ApiTags('images')
@ApiBearerAuth()
@ApiResponse({ status: 401, description: 'no valid token' })
@ApiResponse({ status: 403, description: 'the token lacks image:read' })
@ApiResponse({ status: 404, description: 'unknown, or not yours' })
@ApiResponse({ status: 410, description: 'deleted' })
@RequiresPermission('image:read')
@Controller('api/v1/images')
export class ImagesController {
  constructor(
    private readonly images: ImagesReader,
    private readonly content: ImageContent,
  ) {}

  @Get(':id')
  @Header('Cache-Control', 'private, no-cache')
  @ApiOperation({ summary: 'Metadata of an image' })
  @ApiResponse({ status: 200, type: ImageView })
  async metadata(@Param('id', UuidPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<ImageView> {
    return ImageView.of(await this.visible(id, principal));
  }

  @Get(':id/recipe')
  @Header('Cache-Control', 'private, no-cache')
  @ApiOperation({ summary: 'The recipe that determines the picture, as canonical JSON' })
  @ApiResponse({ status: 200, description: 'the recipe' })
  async recipe(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Record<string, unknown>> {
    await this.visible(id, principal);
    return (await this.images.recipeOf(id)) ?? {};
  }

  @Get(':id/content')
  @ApiOperation({ summary: 'The stored original' })
  @ApiProduces('image/png', 'image/webp', 'image/jpeg')
  @ApiResponse({ status: 200, description: 'the bytes' })
  @ApiResponse({ status: 304, description: 'you have them already' })
  async original(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(await this.visible(id, principal), known, reply);
  }

  @Get(':id/variants/:name')
  @ApiOperation({ summary: 'A stored variant, by the name that the metadata lists' })
  @ApiProduces('image/webp', 'image/png')
  @ApiResponse({ status: 200, description: 'the bytes' })
  @ApiResponse({ status: 304, description: 'you have them already' })
  async variant(
    @Param('id', UuidPipe) id: string,
    @Param('name') name: string,
    @CurrentPrincipal() principal: Principal,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const image = await this.visible(id, principal);
    const variant = image.variants.find((candidate) => candidate.name === name);
    if (variant === undefined) throw new NotFoundProblem('variant');
    await this.send(variant, known, reply);
  }

  private async visible(id: string, principal: Principal): Promise<ImageEntity> {
    const image = await this.images.find(id);
    if (image === null) throw new NotFoundProblem('image');
    if (!mayRead(principal, { ownerId: image.owner_id, campaignId: image.campaign_id }))
      throw new NotFoundProblem('image');
    if (image.status === 'deleted') throw new GoneProblem('image');
    return image;
  }

  /** A strong validator from the stored hash: a 304 costs neither storage nor hashing. */
  private async send(file: StoredFile, known: string | undefined, reply: FastifyReply): Promise<void> {
    const etag = `"${file.sha256}"`;
    // The headers come last: an error must not carry the picture's validator.
    const bytes = matches(known, etag) ? undefined : await this.content.file(file.storage_path);
    void reply.header('ETag', etag).header('Cache-Control', 'private, max-age=31536000, immutable');
    if (bytes === undefined) {
      await reply.status(304).send();
      return;
    }
    await reply.header('Content-Type', file.content_type).header('X-Content-Type-Options', 'nosniff').send(bytes);
  }
}

/** `If-None-Match` as RFC 9110 reads it: a list, `*`, and weak comparison. */
function matches(known: string | undefined, etag: string): boolean {
  if (known === undefined) return false;
  return known.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
