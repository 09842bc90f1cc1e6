import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, RequiresPermission } from '../../auth/auth.guard';
import type { Principal } from '../../auth/principal';
import { ApiProblems } from '../../common/http/api-problems';
import { UuidPipe } from '../../common/http/uuid.pipe';
import { VisibleImages } from '../visible-images';
import { ImageDelivery } from './image-delivery';
import { DELIVERED_FITS, DELIVERED_FORMATS, DELIVERED_QUALITIES, DELIVERED_SIDES } from './picture-query';

const TYPES = DELIVERED_FORMATS.map((format) => `image/${format}`);
const BYTES = { schema: { type: 'string', format: 'binary' } as const };
const PICTURE = Object.fromEntries(TYPES.map((type) => [type, BYTES]));
const side = (what: string) => ({
  required: false,
  schema: { type: 'integer', enum: [...DELIVERED_SIDES], example: 256 } as const,
  description: `${what} of the picture in pixels; never an enlargement`,
});

/** The bytes of stored pictures. GET is here, HEAD comes with it. */
@ApiTags('images')
@ApiBearerAuth()
@RequiresPermission('image:read')
@Controller('api/v1/images')
export class ImageBytesController {
  constructor(
    private readonly images: VisibleImages,
    private readonly delivery: ImageDelivery,
  ) {}

  @Get(':id/content')
  @ApiOperation({
    summary: 'The picture: the stored original, or made to size and format',
    description:
      'Without `format`, Accept decides; the stored original is served whenever it is as welcome as anything else. ' +
      'With `format`, Accept is not looked at.',
  })
  @ApiQuery({ name: 'w', ...side('width') })
  @ApiQuery({ name: 'h', ...side('height') })
  @ApiQuery({ name: 'fit', required: false, enum: DELIVERED_FITS, description: 'matters with both w and h' })
  @ApiQuery({ name: 'format', required: false, enum: DELIVERED_FORMATS })
  @ApiQuery({ name: 'q', required: false, schema: { type: 'integer', enum: [...DELIVERED_QUALITIES], example: 80 } })
  @ApiHeader({ name: 'Range', required: false, description: 'one byte range, such as `bytes=0-1023`' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'the ETag you have' })
  @ApiProduces(...TYPES)
  @ApiResponse({ status: 200, description: 'the bytes', content: PICTURE })
  @ApiResponse({ status: 206, description: 'the range of them', content: PICTURE })
  @ApiResponse({ status: 304, description: 'you have them already' })
  @ApiProblems(400, 403, 404, 406, 410, 416)
  async content(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.delivery.send(await this.images.shown(id, principal), request, reply);
  }

  @Get(':id/variants/:name')
  @ApiOperation({ summary: 'A stored variant, by the name that the metadata lists' })
  @ApiHeader({ name: 'Range', required: false, description: 'one byte range, such as `bytes=0-1023`' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'the ETag you have' })
  @ApiProduces('image/webp', 'image/png')
  @ApiResponse({ status: 200, description: 'the bytes', content: { 'image/webp': BYTES, 'image/png': BYTES } })
  @ApiResponse({ status: 206, description: 'the range of them', content: { 'image/webp': BYTES, 'image/png': BYTES } })
  @ApiResponse({ status: 304, description: 'you have them already' })
  @ApiProblems(400, 403, 404, 410, 416)
  async variant(
    @Param('id', UuidPipe) id: string,
    @Param('name') name: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.delivery.sendVariant(await this.images.shown(id, principal), name, request, reply);
  }
}
