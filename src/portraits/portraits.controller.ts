import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, RequiresPermission } from '../auth/auth.guard';
import type { Principal } from '../auth/principal';
import { UuidPipe } from '../common/http/uuid.pipe';
import { ApiPictureDoor, ApiPictureRemoval, ApiPictureShelf } from '../generation/doors/api-doors';
import { PictureDoor } from '../generation/doors/picture-door';
import { PictureShelf } from '../generation/doors/picture-shelf';
import { PortraitRequestDto } from './portrait-request.dto';

/** Portraits over HTTP. */
@ApiTags('portraits')
@ApiBearerAuth()
@Controller('api/v1/portraits')
export class PortraitsController {
  constructor(
    private readonly door: PictureDoor,
    private readonly shelf: PictureShelf,
  ) {}

  @Post()
  @RequiresPermission('image:create')
  @ApiPictureDoor(PortraitRequestDto, 'Ask for a portrait of a character, or of what a description says')
  async ask(
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.door.accept({ kind: 'portrait', body, principal, request, reply });
  }

  @Get(':id')
  @RequiresPermission('image:read')
  @ApiPictureShelf('portrait')
  async show(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.shelf.show({ id, kind: 'portrait', principal, request, reply });
  }

  @Delete(':id')
  @HttpCode(204)
  @RequiresPermission('image:delete')
  @ApiPictureRemoval('portrait')
  async remove(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.shelf.remove({ id, kind: 'portrait', principal, request, reply });
  }
}
