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
import { VisibleImages } from '../images/visible-images';
import { PortraitRegenerations } from './portrait-regenerations';
import { RegeneratePortraitDto } from './regenerate-portrait.dto';

/** Portraits made again. */
@ApiTags('portraits')
@ApiBearerAuth()
@Controller('api/v1/portraits')
export class PortraitRegenerationController {
  constructor(
    private readonly images: VisibleImages,
    private readonly door: PictureDoor,
    private readonly regenerations: PortraitRegenerations,
  ) {}

  /** Whose the old portrait is, his is the new one, whoever asks. */
  @Post(':id/regenerate')
  @RequiresPermission('image:create')
  @ApiPictureDoor(RegeneratePortraitDto, 'Make a portrait again, with changes; the new one takes its place')
  @ApiProblems(404, 410)
  async regenerate(
    @Param('id', UuidPipe) id: string,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const image = await this.images.writable(id, principal, 'portrait');
    const read = (given: unknown) => this.regenerations.read(given, image);
    const extra = { ...belongingsOf(image), replacesImage: image.id };
    await this.door.accept({ kind: 'portrait', body, principal, request, reply, read, extra });
  }
}
