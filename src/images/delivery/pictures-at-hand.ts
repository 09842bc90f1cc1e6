import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AuthGuard, RequiresPermission, type AuthenticatedRequest } from '../../auth/auth.guard';
import type { Permission, Principal } from '../../auth/principal';
import { RateLimitGuard } from '../../auth/rate-limit.guard';
import { InternalError } from '../../common/errors';
import { isUuid } from '../../common/ids';
import { VisibleImages } from '../visible-images';
import { ImageBytesController } from './image-bytes.controller';
import { ImageDelivery } from './image-delivery';

/** Routes of `ImageBytesController` by their addresses. */
const ROUTES = new Set(['/api/v1/images/:id/content', '/api/v1/images/:id/variants/:name']);

type Next = (error?: Error) => void;
type BytesRequest = FastifyRequest & AuthenticatedRequest & { readonly params: BytesParams };

interface BytesParams {
  readonly id: string;
  readonly name?: string;
}

interface Ready {
  readonly principal: Principal;
  readonly send: () => void;
}

/**
 * Answers reads of pictures for which nothing has to be waited for: the token was verified lately, the row is remembered,
 * and the bytes lie in memory or at the caller's. Guards, pipes and handlers of Nest are a dozen promises, which cost as much as
 * everything else about such a read (docs/performance.md). It asks the same guards and the same delivery, and it only says
 * yes: whatever is not at hand or would be refused goes on to the controller, which finds out and tells why.
 */
@Injectable()
export class PicturesAtHand {
  private readonly permission: Permission;

  /** @throws InternalError when the controller demands no permission: nothing may be given without one */
  constructor(
    private readonly auth: AuthGuard,
    private readonly limits: RateLimitGuard,
    private readonly images: VisibleImages,
    private readonly delivery: ImageDelivery,
    reflector: Reflector,
  ) {
    const permission = reflector.get(RequiresPermission, ImageBytesController);
    if (permission === undefined) throw new InternalError('bytes-without-permission');
    this.permission = permission;
  }

  /** Answers the request, or hands it on; as a hook of Fastify that runs behind all others. */
  answer(request: FastifyRequest, reply: FastifyReply, next: Next): void {
    const ready = this.ready(request as BytesRequest, reply);
    if (ready === undefined) return next();
    const counting = this.limits.count(request.method, ready.principal, reply);
    if (counting === undefined) ready.send();
    else counting.then(ready.send).catch(next);
  }

  private ready(request: BytesRequest, reply: FastifyReply): Ready | undefined {
    const principal = this.auth.principalAtHand(request.headers.authorization, this.permission);
    const { id, name } = request.params;
    if (principal === undefined || !isUuid(id)) return undefined;
    try {
      const image = this.images.shownAtHand(id.toLowerCase(), principal);
      const send = image && this.delivery.atHand(image, name, request, reply);
      return send && { principal, send };
    } catch {
      // A refusal: the controller comes to the same one, and it is told in one place.
      return undefined;
    }
  }
}

/**
 * Puts `PicturesAtHand` before the routes of pictures' bytes. To be called before routes exist.
 *
 * @param pictures asked at the first request: there are no providers yet
 */
export function answerAtHand(http: FastifyInstance, pictures: () => PicturesAtHand): void {
  let known: PicturesAtHand | undefined;
  http.addHook('onRoute', (route) => {
    if (!ROUTES.has(route.url)) return;
    const own = [route.onRequest ?? []].flat();
    route.onRequest = [...own, (request, reply, next) => (known ??= pictures()).answer(request, reply, next)];
  });
}
