import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequiresPermission } from '../auth/auth.guard';
import { sha256 } from '../common/canonical-json';
import { ApiProblems } from '../common/http/api-problems';
import { ifNoneMatchKnows } from '../images/preconditions';
import { ThemesView } from './themes-view.dto';

/** They change with the service's version only; asked again after an hour, the ETag saves sending them. */
const CACHING = 'private, max-age=3600';

/** What a picture's look can be chosen from. */
@ApiTags('themes')
@ApiBearerAuth()
@RequiresPermission('image:read')
@Controller('api/v1/themes')
export class ThemesController {
  private readonly text = JSON.stringify(ThemesView.current());
  private readonly etag = `"${sha256(this.text)}"`;

  @Get()
  @ApiOperation({ summary: 'Themes, and the style elements with words that do well in them' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'the ETag you have' })
  @ApiResponse({
    status: 200,
    type: ThemesView,
    headers: { ETag: { description: 'changes with the list', schema: { type: 'string' } } },
  })
  @ApiResponse({ status: 304, description: 'you have it already' })
  @ApiProblems(403)
  async list(@Headers('if-none-match') known: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('ETag', this.etag).header('Cache-Control', CACHING);
    if (ifNoneMatchKnows(known, this.etag)) await reply.status(304).send();
    else await reply.header('Content-Type', 'application/json; charset=utf-8').send(this.text);
  }
}
