import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, RequiresPermission } from '../auth/auth.guard';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/http/api-problems';
import { UuidPipe } from '../common/http/uuid.pipe';
import { FileSender } from '../images/delivery/file-sender';
import { VisibleImages } from '../images/visible-images';
import { TokenPack } from './token-pack';

const ZIP = { 'application/zip': { schema: { type: 'string', format: 'binary' } as const } };

/** Tokens as zip. GET is here, HEAD comes with it. */
@ApiTags('tokens')
@ApiBearerAuth()
@Controller('api/v1/tokens')
export class TokenPackController {
  constructor(
    private readonly images: VisibleImages,
    private readonly pack: TokenPack,
    private readonly files: FileSender,
  ) {}

  @Get(':id/pack.zip')
  @RequiresPermission('image:read')
  @ApiOperation({
    summary: 'The token for every tabletop at once, as a zip',
    description:
      '`foundry.webp`, `foundry-subject.webp` (for the dynamic ring), `roll20.png`, `owlbear.png`, `dndbeyond.png` and ' +
      '`manifest.json`, whatever `targets` the token was made for. Made when it is first asked for; the same token is the ' +
      'same zip to the byte.',
  })
  @ApiHeader({ name: 'Range', required: false, description: 'one byte range, such as `bytes=0-1023`' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'the ETag you have' })
  @ApiProduces('application/zip')
  @ApiResponse({ status: 200, description: 'the zip', content: ZIP })
  @ApiResponse({ status: 206, description: 'the range of it', content: ZIP })
  @ApiResponse({ status: 304, description: 'you have it already' })
  @ApiProblems(400, 403, 404, 410, 416)
  async zip(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const image = await this.images.readable(id, principal, 'token');
    await this.files.send(this.pack.of(image), request, reply);
  }
}
