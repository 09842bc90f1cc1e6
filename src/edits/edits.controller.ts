import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, RequiresPermission } from '../auth/auth.guard';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/http/api-problems';
import { UuidPipe } from '../common/http/uuid.pipe';
import { ApiPictureDoor } from '../generation/doors/api-doors';
import { belongingsOf } from '../generation/doors/belongings';
import { PictureDoor } from '../generation/doors/picture-door';
import type { PictureOrder } from '../generation/doors/picture-order';
import type { ReadRequest } from '../generation/picture-kind';
import type { ImageEntity } from '../images/image.entity';
import { VisibleImages } from '../images/visible-images';
import { EditFitness } from './edit-fitness';
import { EditReader } from './edit-reader';
import { InpaintEditDto, StyleEditDto, UpscaleEditDto } from './edit-requests.dto';

/** What came over HTTP, as the door wants it. */
type Asked = Pick<PictureOrder, 'body' | 'principal' | 'request' | 'reply'>;

/** Edits of stored pictures of any kind: each is a job, and its picture a new image beside the source. */
@ApiTags('edits')
@ApiBearerAuth()
@RequiresPermission('image:create')
@Controller('api/v1/images')
export class EditsController {
  constructor(
    private readonly images: VisibleImages,
    private readonly door: PictureDoor,
    private readonly reader: EditReader,
    private readonly fitness: EditFitness,
  ) {}

  @Post(':id/style')
  @ApiPictureDoor(StyleEditDto, 'The picture in another style or theme, of the same size')
  @ApiProblems(404, 410)
  async style(
    @Param('id', UuidPipe) id: string,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.accept(id, { body, principal, request, reply }, (given, image) => this.reader.style(given, image));
  }

  @Post(':id/inpaint')
  @ApiPictureDoor(InpaintEditDto, 'A part of the picture painted anew, the rest untouched')
  @ApiProblems(404, 410)
  async inpaint(
    @Param('id', UuidPipe) id: string,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.accept(id, { body, principal, request, reply }, (given, image) => this.reader.inpaint(given, image));
  }

  @Post(':id/upscale')
  @ApiPictureDoor(UpscaleEditDto, 'The picture twice or four times as large')
  @ApiProblems(404, 410)
  async upscale(
    @Param('id', UuidPipe) id: string,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.accept(id, { body, principal, request, reply }, (given, image) => this.reader.upscale(given, image));
  }

  /** Whoever may change the source may ask; the result is the source's owner's. */
  private async accept(
    id: string,
    asked: Asked,
    readEdit: (body: unknown, image: ImageEntity) => ReadRequest | Promise<ReadRequest>,
  ): Promise<void> {
    const image = await this.images.writable(id, asked.principal);
    const read = async (body: unknown): Promise<ReadRequest> => {
      await this.fitness.assertFit(body, image);
      return readEdit(body, image);
    };
    await this.door.accept({ ...asked, kind: image.kind, read, extra: belongingsOf(image) });
  }
}
