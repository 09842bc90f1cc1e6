import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, RequiresPermission } from '../auth/auth.guard';
import type { Principal } from '../auth/principal';
import { UuidPipe } from '../common/http/uuid.pipe';
import { ApiPictureDoor, ApiPictureRemoval, ApiPictureShelf } from '../generation/doors/api-doors';
import { PictureDoor } from '../generation/doors/picture-door';
import { PictureShelf } from '../generation/doors/picture-shelf';
import { ItemRequestDto } from './item-request.dto';

/** Pictures of things over HTTP. */
@ApiTags('items')
@ApiBearerAuth()
@Controller('api/v1/items')
export class ItemsController {
  constructor(
    private readonly door: PictureDoor,
    private readonly shelf: PictureShelf,
  ) {}

  @Post()
  @RequiresPermission('image:create')
  @ApiPictureDoor(ItemRequestDto, 'Ask for a picture of a thing')
  async ask(
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.door.accept({ kind: 'item', body, principal, request, reply });
  }

  @Get(':id')
  @RequiresPermission('image:read')
  @ApiPictureShelf('item')
  async show(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.shelf.show({ id, kind: 'item', principal, request, reply });
  }

  @Delete(':id')
  @HttpCode(204)
  @RequiresPermission('image:delete')
  @ApiPictureRemoval('item')
  async remove(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.shelf.remove({ id, kind: 'item', principal, request, reply });
  }
}
