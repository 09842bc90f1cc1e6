import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, RequiresPermission } from '../auth/auth.guard';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/http/api-problems';
import { UuidPipe } from '../common/http/uuid.pipe';
import { ApiIdempotencyKey, ApiPictureDoor, ApiPictureRemoval, ApiPictureShelf } from '../generation/doors/api-doors';
import { BatchDoor } from '../generation/doors/batch-door';
import { AcceptedBatchView, BatchDto } from '../generation/doors/batch.dto';
import { PictureDoor } from '../generation/doors/picture-door';
import { PictureShelf } from '../generation/doors/picture-shelf';
import type { ReadRequest } from '../generation/picture-kind';
import { TokenOrders } from './token-orders';
import { TokenRequestDto } from './token-request.dto';

/** Tokens over HTTP. */
@ApiTags('tokens')
@ApiBearerAuth()
@Controller('api/v1/tokens')
export class TokensController {
  constructor(
    private readonly door: PictureDoor,
    private readonly batches: BatchDoor,
    private readonly shelf: PictureShelf,
    private readonly orders: TokenOrders,
  ) {}

  @Post()
  @RequiresPermission('image:create')
  @ApiPictureDoor(TokenRequestDto, 'Ask for a token: cut from a picture, or of a character or a description')
  async ask(
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const read = (asked: unknown): Promise<ReadRequest> => this.orders.read(asked, principal);
    await this.door.accept({ kind: 'token', body, principal, request, reply, read });
  }

  @Post('batch')
  @RequiresPermission('image:create')
  @ApiOperation({
    summary: 'Ask for up to 100 tokens at once',
    description:
      'Each item is a body of `POST /tokens`, over what `shared` says. Bad items never sink good ones: they are told in ' +
      '`rejected`. When no item is good, the answer is 422.',
  })
  @ApiBody({ type: BatchDto })
  @ApiIdempotencyKey()
  @ApiResponse({
    status: 202,
    type: AcceptedBatchView,
    description: 'the good items were taken',
    headers: { Location: { description: 'the batch', schema: { type: 'string' } } },
  })
  @ApiProblems(400, 403, 409, 413, 415, 422)
  async askForMany(
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const read = (asked: unknown): Promise<ReadRequest> => this.orders.read(asked, principal);
    await this.batches.accept({ kind: 'token', body, principal, request, reply, read });
  }

  @Get(':id')
  @RequiresPermission('image:read')
  @ApiPictureShelf('token')
  async show(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.shelf.show({ id, kind: 'token', principal, request, reply });
  }

  @Delete(':id')
  @HttpCode(204)
  @RequiresPermission('image:delete')
  @ApiPictureRemoval('token')
  async remove(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.shelf.remove({ id, kind: 'token', principal, request, reply });
  }
}
