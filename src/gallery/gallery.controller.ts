import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from '../common/http/api-problems';
import { NotFoundProblem } from '../common/http/problem';
import { Public } from '../common/http/public';
import { type GalleryFile, GalleryFiles } from './gallery-files';

/**
 * The page runs its own script and style and talks to this service, nothing else: no inline code, no other host, no
 * frame, no form that leaves, and no text that becomes markup. Pictures are fetched with the token, hence `blob:`.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const FILE = (type: string) => ({ [type]: { schema: { type: 'string' as const } } });

/** The gallery: one page with its script and style. Open to everyone; what it shows it asks for with a token. */
@ApiTags('gallery')
@Public()
@Controller()
export class GalleryController {
  constructor(private readonly files: GalleryFiles) {}

  @Get()
  // Asked again at each visit: it names the assets of the version that is running.
  @Header('Cache-Control', 'no-cache')
  @ApiOperation({ summary: 'The gallery: pictures, jobs and backends, for people' })
  @ApiProduces('text/html')
  @ApiResponse({ status: 200, description: 'the page', content: FILE('text/html') })
  @ApiProblems(404)
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(this.files.named('index.html'), request, reply);
  }

  @Get('assets/:name')
  @ApiOperation({ summary: 'Script or style of the gallery, by the name that the page gives' })
  @ApiParam({ name: 'name', schema: { type: 'string', example: 'index-BvS4xQ2a.js' } })
  @ApiProduces('text/javascript', 'text/css')
  @ApiResponse({
    status: 200,
    description: 'the file; what is behind a name never changes',
    content: { ...FILE('text/javascript'), ...FILE('text/css') },
  })
  @ApiProblems(404)
  asset(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const file = this.files.named(`assets/${name}`);
    if (file !== undefined) void reply.header('Cache-Control', 'public, max-age=31536000, immutable');
    send(file, request, reply);
  }
}

function send(file: GalleryFile | undefined, request: FastifyRequest, reply: FastifyReply): void {
  if (file === undefined) throw new NotFoundProblem('page');
  const isZipped = takesGzip(request.headers['accept-encoding']);
  if (isZipped) void reply.header('Content-Encoding', 'gzip');
  void reply
    .header('Content-Security-Policy', PAGE_POLICY)
    .header('Cross-Origin-Opener-Policy', 'same-origin')
    .header('Vary', 'Accept-Encoding')
    .header('Content-Type', file.contentType)
    .send(isZipped ? file.gzipped : file.bytes);
}

/** Whether a sender names gzip and does not refuse it (`gzip;q=0`). */
function takesGzip(accepted: string | string[] | undefined): boolean {
  return /(?:^|[\s,])gzip(?!\s*;\s*q=0(?:\.0*)?(?:[\s,]|$))/i.test(String(accepted ?? ''));
}
